"""Where the orders of a day lie, and where they go."""

from datetime import date


def handler(event, context):
    day = date.fromisoformat(event["day"])
    partition = f"orders/dt={day.isoformat()}/"
    print(f"{context.function_name}: {partition}")
    return {
        "day": day.isoformat(),
        "raw": f"raw/{partition}",
        "clean": f"clean/{partition}",
        "run": f"etl/{day:%Y%m%d}",
    }
