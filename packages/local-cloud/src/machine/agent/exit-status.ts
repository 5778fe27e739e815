import type { JobEnd } from "../../cloud/nodes.ts";

/** How the shell ended, or that the agent ended it. */
export type ScriptEnd =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signalled"; readonly signal: NodeJS.Signals }
  | { readonly kind: "timed-out" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "not-started"; readonly reason: string };

/** The agent's constant for "stopped pre-emptively", taken for a timeout whoever exits with it. */
const STOPPED = 137;
/** A signal's number is not reported, only that there was no exit code. */
const NO_CODE = -1;

const SIGNAL_NAMES: Readonly<Record<string, string>> = {
  SIGKILL: "killed",
  SIGTERM: "terminated",
  SIGINT: "interrupt",
  SIGHUP: "hangup",
  SIGSEGV: "segmentation fault",
  SIGABRT: "aborted",
};

/**
 * Exit code to reply. Sources: pluginutil_unix.go GetStatus, runpluginutil.go (agent 3.3, 2024-10), SSM user guide,
 * run-command-handle-exit-status. The suffix on stderr is not added for timeouts and cancels (iohandler MarkAsFailed).
 * A timeout's streams are empty even if the script had printed: recorded.
 */
export function toReply(end: ScriptEnd, stdout: string, stderr: string): JobEnd {
  switch (end.kind) {
    case "timed-out":
      return { status: "TimedOut", responseCode: STOPPED, stdout: "", stderr: "" };
    case "cancelled":
      return { status: "Cancelled", responseCode: STOPPED, stdout: "", stderr: "" };
    case "not-started":
      return { status: "Failed", responseCode: 1, stdout, stderr: `${stderr}failed to run commands: ${end.reason}` };
    case "signalled": {
      const signal = `signal: ${SIGNAL_NAMES[end.signal] ?? end.signal}`;
      return { status: "Failed", responseCode: NO_CODE, stdout, stderr: `${stderr}failed to run commands: ${signal}` };
    }
    case "exited":
      break;
  }
  return exitReply(end.code, stdout, stderr);
}

function exitReply(code: number, stdout: string, stderr: string): JobEnd {
  if (code === 0) return { status: "Success", responseCode: 0, stdout, stderr };
  if (code === STOPPED) return { status: "TimedOut", responseCode: STOPPED, stdout, stderr };
  if (code === 168) {
    const words =
      "\nStep exited with code 168. Therefore, marking step as succeeded. Further document steps will be skipped.";
    return { status: "Success", responseCode: code, stdout: stdout + words, stderr: "" };
  }
  const failed = `${stderr}failed to run commands: exit status ${code}`;
  if (code !== 169) return { status: "Failed", responseCode: code, stdout, stderr: failed };
  const words =
    "\nStep exited with code 169. Therefore, marking step as Failed. Further document steps will be skipped.";
  return { status: "Failed", responseCode: code, stdout: stdout + words, stderr: failed + words };
}
