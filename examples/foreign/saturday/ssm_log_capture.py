"""Runs a command, shows its output, and keeps it in a file: run --slug NAME --log FILE -- COMMAND…"""

import argparse
import subprocess
import sys

commands = argparse.ArgumentParser().add_subparsers(required=True)
parser = commands.add_parser("run")
parser.add_argument("--slug", required=True)
parser.add_argument("--log", required=True)
parser.add_argument("command", nargs=argparse.REMAINDER)
asked = parser.parse_args(sys.argv[2:])
command = asked.command[1:] if asked.command[:1] == ["--"] else asked.command
with open(asked.log, "w", encoding="utf-8") as log:
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in child.stdout:
        log.write(line)
        sys.stdout.write(line)
    code = child.wait()
print(f"{asked.slug}: exit code {code}, its log is {asked.log}")
sys.exit(code)
