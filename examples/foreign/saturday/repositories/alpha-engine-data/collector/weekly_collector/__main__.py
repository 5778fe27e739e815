"""Collects for one task: python -m weekly_collector TASK --config FILE --out FILE."""

import argparse
import json
import pathlib
import sys

parser = argparse.ArgumentParser(prog="weekly_collector")
parser.add_argument("task", choices=["morning-enrich", "phase1", "rag", "drift"])
parser.add_argument("--config", required=True)
parser.add_argument("--out", required=True)
asked = parser.parse_args()

listed = pathlib.Path(asked.config).read_text().partition("[")[2].partition("]")[0]
universe = [ticker.strip() for ticker in listed.split(",")]
pathlib.Path(asked.out).write_text(json.dumps({"task": asked.task, "tickers": universe}))
print(f"{asked.task}: {len(universe)} tickers, by {__package__} in {sys.prefix}")
