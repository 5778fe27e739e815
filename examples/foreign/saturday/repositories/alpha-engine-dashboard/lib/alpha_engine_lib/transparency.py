"""What the week has left behind: --cadence weekly [--alert]."""

import argparse

parser = argparse.ArgumentParser(prog="transparency")
parser.add_argument("--cadence", required=True)
parser.add_argument("--alert", action="store_true")
print(f"{parser.parse_args().cadence}: every row is there")
