import { spawn } from "node:child_process";
import type { Socket } from "node:net";

/**
 * Waits for the end of our side of its stdin. It comes only when we were killed: the end that we choose kills the
 * sentinel first. Then: what is still in the pipe goes to the log, the command's group is ended, the log is shipped.
 */
const SCRIPT = `
grace=$1 group=$2; shift 2; key=
while read -r line; do key=$line; done
cat <&3 >&4 & reader=$!
exec 3<&- 4>&-
if kill -s 0 "$group"; then
  kill -s TERM -- "-$group"; waited=0
  while [ $waited -lt $grace ] && kill -s 0 -- "-$group"; do sleep 0.1; waited=$((waited + 1)); done
  kill -s KILL -- "-$group"
fi
waited=0
while [ $waited -lt 10 ] && kill -s 0 $reader; do sleep 0.1; waited=$((waited + 1)); done
[ $# -eq 0 ] && exit
[ -n "$key" ] && set -- "$@" --key "$key"
exec "$@"
`;

const GONE_WITHIN_MS = 100;

export interface SentinelOptions {
  /** Blocking end of the output pipe: what is in flight when we are killed is read from here. */
  readonly pipe: number;
  readonly log: number | undefined;
  /** The command's process group: ended unless the command has ended by itself. */
  readonly group: number;
  /** Between SIGTERM and SIGKILL for the command's group, in milliseconds. */
  readonly graceMs: number;
  /** Ships the log that was left behind; nothing when it stays local. */
  readonly shipCommand: readonly string[];
}

/** A shell in a session of its own, which outlives a SIGKILL of us and of our process group. */
export interface Sentinel {
  /** The object that the log has been going to, for one name of the whole. */
  useKey(key: string): void;
  /** Settles when it is gone. */
  dismiss(): Promise<void>;
}

export function postSentinel({ pipe, log, group, graceMs, shipCommand }: SentinelOptions): Sentinel {
  const tenths = String(Math.ceil(graceMs / 100));
  const shell = spawn("sh", ["-c", SCRIPT, "log-capture-sentinel", tenths, String(group), ...shipCommand], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore", pipe, log ?? "ignore"],
  });
  shell.on("error", () => {});
  shell.unref();
  const control = shell.stdin as Socket;
  control.on("error", () => {}).unref();
  return {
    useKey(key) {
      control.write(`${key}\n`);
    },
    dismiss() {
      if (shell.exitCode !== null || shell.signalCode !== null || shell.pid === undefined) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, GONE_WITHIN_MS);
        shell.once("exit", () => {
          clearTimeout(timer);
          resolve();
        });
        shell.kill("SIGKILL");
      });
    },
  };
}
