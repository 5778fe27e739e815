import type { Summary } from "@alpha-engine/rehearsal";

import type { Ended } from "./pool.ts";

/** How a stranger's definition went. */
export interface Verdict {
  readonly from: string;
  /**
   * `ran`: to a Succeed, or to a Fail of its own. `refused`: by name, before anything started. `stopped`: for a reason that is
   * named, and that AWS would stop it for too, or in the absence of what it needs. `surprise`: anything else.
   */
  readonly outcome: "ran" | "refused" | "stopped" | "surprise";
  readonly reason: string;
  readonly seconds: number;
  /** How many answers were invented. */
  readonly invented: number;
  /** How many steps were really done here. */
  readonly done: number;
}

/** Errors of a program, and never of AWS. */
const NOT_OF_AWS = /^(?:\w*\.SdkClientException|Error|\w*(?:Type|Range|Reference|Syntax)Error|E[A-Z]{3,})$/;

export function judge(from: string, ended: Ended, history: string): Verdict {
  const { code, stdout, stderr, seconds, leftovers, ending } = ended;
  const told = (outcome: Verdict["outcome"], reason: string, more: Partial<Verdict> = {}): Verdict => ({
    from,
    outcome,
    reason: reason.replaceAll(/\s+/g, " ").trim().slice(0, 400),
    seconds,
    invented: 0,
    done: 0,
    ...more,
  });
  if (ending === "late") return told("surprise", `hangs: not over after ${seconds.toFixed(0)} s`);
  if (ending === "died") return told("surprise", `crash: ${stderr.slice(-1500)}`);
  if (leftovers.length > 0) return told("surprise", `left processes: ${leftovers.join(", ")}`);
  const summary = summaryIn(stdout);
  if (summary === undefined)
    return code === 2 || code === 70
      ? told("refused", lastMessage(stderr))
      : told("surprise", `exit ${code} without a summary: ${stderr.slice(-1500)}`);
  const { outcome, reason } = judged(summary, code, history);
  const invented = (summary.invented?.answers ?? []).reduce((sum, { times }) => sum + times, 0);
  return told(outcome, reason, { invented, done: doneIn(summary) });
}

function judged(summary: Summary, code: number, history: string): Pick<Verdict, "outcome" | "reason"> {
  const { status, error, cause, states, invented, problems } = summary;
  const why = `${error ?? status}: ${cause ?? ""}`;
  const left = problems.find(({ kind }) => kind === "instance-killed");
  if (left !== undefined) return { outcome: "surprise", reason: left.message };
  if (code !== 0 && code !== 1 && code !== 70) return { outcome: "surprise", reason: `exit ${code}: ${why}` };
  if (summary.notModelled.length > 0) return { outcome: "stopped", reason: `not modelled: ${why}` };
  if (status === "SUCCEEDED") {
    const wasGiven = (invented?.answers ?? []).length > 0;
    if (code !== 0 && problems.every(({ kind }) => kind !== "instance-left"))
      return {
        outcome: "surprise",
        reason: `exit ${code} although it succeeded: ${problems.map(({ message }) => message).join("; ")}`,
      };
    // A step that failed and was caught has been at work, and is a problem of its own.
    if (states.length > 0 && !wasGiven && states.every((state) => state.status === "NOT_REACHED"))
      return { outcome: "surprise", reason: "green without work" };
    return { outcome: "ran", reason: status };
  }
  if (code === 0) return { outcome: "surprise", reason: `exit 0 although it ended ${status}` };
  // Whatever failed before, it came to a Fail state.
  if (status === "FAILED" && history.includes('"FailStateEntered"'))
    return { outcome: "ran", reason: `its own Fail: ${why}` };
  return { outcome: NOT_OF_AWS.test(error ?? "") ? "surprise" : "stopped", reason: why };
}

/** Steps that something here really did. */
function doneIn({ states, invented }: Summary): number {
  const made = new Set((invented?.answers ?? []).map(({ state }) => state));
  return states.filter(({ name, status }) => status === "SUCCEEDED" && !made.has(name)).length;
}

function summaryIn(stdout: string): Summary | undefined {
  const line = stdout.split("\n").find((each) => each.startsWith('{"schemaVersion"'));
  return line === undefined ? undefined : (JSON.parse(line) as Summary);
}

function lastMessage(stderr: string): string {
  return stderr.slice(stderr.lastIndexOf("alpha-engine: ") + "alpha-engine: ".length);
}
