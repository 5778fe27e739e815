"""Keeps the rows of a file of orders that have an id and an amount."""

import csv
import io


class BrokenFile(Exception):
    pass


def handler(event, context):
    key, text = event["key"], event["text"]
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows or "amount" not in rows[0]:
        raise BrokenFile(f"{key} has no amounts")
    good = [row for row in rows if row["order_id"] and float(row["amount"]) >= 0]
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=["order_id", "amount"], extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(good)
    print(f"{key}: {len(good)} of {len(rows)} rows")
    return {"key": key.replace(event["raw"], event["clean"], 1), "rows": len(good), "text": out.getvalue()}
