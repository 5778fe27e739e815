import { LOST, UNKNOWN, type Verdict } from "../verdict/verdict.ts";

/** SSM takes a while to know a command that it accepted. */
const REGISTRATION_GRACE_MS = 60_000;
/** How long SSM may still answer for an instance that EC2 calls dead: the script may have ended just before. */
const LAST_WORDS_MS = 1500;
const CANCEL_PATIENCE_MS = 30_000;

/** Milliseconds on the dispatcher's clock. */
export interface Times {
  readonly now: number;
  readonly startedAt: number;
  readonly deadline: number;
  readonly dead: { readonly since: number; readonly reason: string } | undefined;
  readonly cancelledAt: number | undefined;
  /** SSM says that it does not know the command, and has not known it before. */
  readonly isMissing: boolean;
}

/** The verdict where SSM has not said its last word and will not, in time. */
export function verdictOnSilence(times: Times): { readonly verdict: Verdict; readonly evidence: string } | undefined {
  const { now, startedAt, deadline, dead, cancelledAt, isMissing } = times;
  if (dead !== undefined && now - dead.since >= LAST_WORDS_MS) {
    return { verdict: LOST, evidence: `EC2: the instance is gone (${dead.reason}); SSM has not noticed` };
  }
  if (isMissing && now - startedAt > REGISTRATION_GRACE_MS) {
    return {
      verdict: UNKNOWN,
      evidence: `SSM: no such invocation ${REGISTRATION_GRACE_MS / 1000} s after it accepted the command`,
    };
  }
  if (cancelledAt !== undefined && now - cancelledAt > CANCEL_PATIENCE_MS) {
    return { verdict: UNKNOWN, evidence: "cancelled, but SSM never confirmed the end" };
  }
  if (now > deadline) return { verdict: UNKNOWN, evidence: "no final status within both timeouts and two minutes" };
  return undefined;
}
