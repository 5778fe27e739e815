import { exitCodeHelp } from "@alpha-engine/dialect";

const REFUSED = ["usage", "usage, or a script or a command that SSM would not take; nothing was started"] as const;
const CALL_FAILED = ["bad", "AWS refused the request"] as const;

/** Of `run` and `attach`: the script's, and what there is instead where it has none. */
export const SCRIPT_CODES: string = exitCodeHelp(
  ["ok", "the script ended with 0"],
  CALL_FAILED,
  REFUSED,
  ["lost", "it never ran, the instance was lost, or nobody knows"],
  ["timedOut", "the script ran into --timeout and was killed"],
  ["interrupted", "cancelled, or given up at the second signal"],
  "child",
  "signal",
);

export const RUN_HELP: string = `${SCRIPT_CODES}

On several instances: the highest of theirs. The first SIGINT or SIGTERM cancels
the remote command and waits for its end; the second gives up at once.`;

export const CANCEL_CODES: string = exitCodeHelp(["ok", "it is over"], CALL_FAILED, REFUSED, ["lost", "nobody knows"]);

export const WAIT_CODES: string = exitCodeHelp(["ok", "the agent answers"], CALL_FAILED, "usage", [
  "lost",
  "the agent never came, or the instance went away",
]);

export const STAGE_CODES: string = exitCodeHelp(
  "ok",
  ["bad", "S3 refused, or a file is not what its manifest says"],
  "usage",
);
