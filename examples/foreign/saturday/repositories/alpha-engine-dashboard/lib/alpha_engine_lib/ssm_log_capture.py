"""Runs a command, shows what it says, keeps it in a file and uploads that: run --slug NAME --log FILE -- COMMAND…"""

import argparse
import datetime
import os
import socket
import subprocess
import sys

commands = argparse.ArgumentParser(prog="ssm_log_capture").add_subparsers(required=True)
parser = commands.add_parser("run")
parser.add_argument("--slug", required=True)
parser.add_argument("--log", required=True)
parser.add_argument("--bucket", default="alpha-engine-research")
parser.add_argument("command", nargs=argparse.REMAINDER)


def main():
    asked = parser.parse_args(sys.argv[2:])
    command = asked.command[1:] if asked.command[:1] == ["--"] else asked.command
    with open(asked.log, "wb") as log:
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        while chunk := os.read(child.stdout.fileno(), 8192):
            log.write(chunk)
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
        code = child.wait()
    ended = datetime.datetime.now(datetime.timezone.utc)
    key = f"_ssm_logs/{asked.slug}/{ended:%Y-%m-%d}/{socket.gethostname()}-{ended:%H%M%SZ}.log"
    upload = ["aws", "s3", "cp", asked.log, f"s3://{asked.bucket}/{key}", "--only-show-errors"]
    if subprocess.call(upload) != 0:
        print(f"{asked.slug}: the log was not uploaded", file=sys.stderr)
    sys.exit(code)


main()
