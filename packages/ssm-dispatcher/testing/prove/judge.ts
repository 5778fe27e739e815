import type { DispatchResult } from "../../src/verdict/result.ts";
import type { Plan, WireFault } from "./plan.ts";

/** What really happened, from the instance's own disk and from the cloud's books. */
export interface Facts {
  /** How often the script ran. */
  readonly ran: number;
  /** Commands that reached SSM. */
  readonly commands: number;
  readonly instanceIsDead: boolean;
  /** What came through onOutput. */
  readonly shown: { readonly stdout: string; readonly stderr: string };
  /** Processes of the script that outlived a verdict after which none may be left. */
  readonly left: readonly string[];
}

/** Everything that is wrong about a result, in words; nothing is the aim. */
export function judge(plan: Plan, result: DispatchResult, facts: Facts): readonly string[] {
  const wrong: string[] = [];
  const { outcome, exitCode, evidence } = result;
  const told = `${outcome} ${exitCode} (${evidence})`;
  const truth = trueEnd(plan);

  if (facts.ran > 1) wrong.push(`the script ran ${facts.ran} times`);
  if (!plan.guarded && facts.commands > 1) wrong.push(`unguarded, it was sent ${facts.commands} times`);
  if (facts.left.length > 0) wrong.push(`left behind after ${told}: ${facts.left.join(", ")}`);

  if (!allowed(plan, result, facts)) wrong.push(`wrong verdict: ${told}, ran ${facts.ran} times`);
  if (isPlain(plan) && (outcome !== truth.outcome || exitCode !== truth.exitCode))
    wrong.push(`expected ${truth.outcome} ${truth.exitCode}, got ${told}`);
  wrong.push(...judgeOutput(plan, result, facts));
  return wrong;
}

function trueEnd({ end, fate }: Plan): { readonly outcome: string; readonly exitCode: number } {
  if (fate === "refused by the node") return { outcome: "never-ran", exitCode: 69 };
  if (end.kind === "overruns") return { outcome: "timed-out", exitCode: 124 };
  return { outcome: end.code === 0 ? "succeeded" : "failed", exitCode: end.code };
}

/** Nothing in the plan could keep the truth from coming out. */
function isPlain(plan: Plan): boolean {
  const { fate, guarded, cancelAfter } = plan;
  const comesOut =
    fate === "lives" ||
    fate === "agent away" ||
    fate === "refused by the node" ||
    (fate === "called undeliverable" && guarded && plan.end.kind !== "overruns");
  return comesOut && cancelAfter === undefined && (guarded || !isSendLost(plan));
}

function isSendLost({ faults }: Plan): boolean {
  const lossy: readonly (WireFault | undefined)[] = ["out of order", "reset", "answer lost"];
  return (faults["SendCommand"] ?? []).some((fault) => lossy.includes(fault));
}

/** Whether this outcome may come of this plan at all. */
function allowed(plan: Plan, { outcome, exitCode, timeout }: DispatchResult, facts: Facts): boolean {
  const { end, fate, guarded, cancelAfter } = plan;
  switch (outcome) {
    case "succeeded":
      return facts.ran === 1 && exitCode === 0 && end.kind === "exit" && end.code === 0;
    case "failed":
      return facts.ran === 1 && exitCode === end.code && end.kind !== "overruns";
    case "timed-out":
      return timeout === "execution"
        ? end.kind === "overruns" && facts.ran === 1 && exitCode === 124
        : exitCode === 69 && (fate === "agent gone" || fate === "agent away");
    case "cancelled":
      return cancelAfter !== undefined && exitCode === 130;
    case "never-ran":
      return facts.ran === 0 && exitCode === 69 && fate === "refused by the node";
    case "instance-lost":
      return facts.instanceIsDead && exitCode === 69;
    case "unknown":
      return (
        exitCode === 69 &&
        ((isSendLost(plan) && (!guarded || cancelAfter !== undefined)) ||
          fate === "agent gone" ||
          (fate === "agent away" && cancelAfter !== undefined) ||
          fate === "called undeliverable")
      );
  }
}

const SUFFIX = /failed to run commands: (exit status \d+|signal: [a-z ]+)$/;
/** What the agent's own sh remarks on a script that was killed. */
const REMARK = /(Terminated|Killed)\n$/;
const CUT = /--output truncated--$/;

/** Every byte is there, or it is said that not all is, and there was a reason. */
function judgeOutput(plan: Plan, result: DispatchResult, facts: Facts): readonly string[] {
  const wrong: string[] = [];
  const hasEnded = result.outcome === "succeeded" || result.outcome === "failed";
  const isKept = plan.bucket && (plan.s3 === "up" || plan.s3 === "late");
  let isLong = false;
  for (const stream of ["stdout", "stderr"] as const) {
    const full = printed(plan, stream);
    const bare = (text: string): string => {
      const own = text.replace(SUFFIX, "");
      return stream === "stderr" && plan.end.kind === "signal" ? own.replace(REMARK, "") : own;
    };
    const got = bare(result[stream]);
    isLong ||= full.length > (stream === "stdout" ? 23_000 : 7500);
    if (result.outputIsWhole && hasEnded && got !== full)
      wrong.push(`${stream} is said to be whole: ${got.length} of ${full.length} bytes`);
    if (!full.startsWith(got.replace(CUT, "").replace(/[^\n]*$/, "")))
      wrong.push(`${stream} is not what the script printed: ${JSON.stringify(got.slice(0, 80))}`);
    const shown = bare(facts.shown[stream]).replaceAll("\n", "");
    if (shown !== got.replaceAll("\n", "")) wrong.push(`shown ${shown.length} bytes of ${stream}, kept ${got.length}`);
  }
  if (hasEnded && !result.outputIsWhole && (!isLong || isKept)) wrong.push("said not to be whole without a reason");
  return wrong;
}

/** What the script of a plan prints. */
function printed({ lines, seed }: Plan, stream: "stdout" | "stderr"): string {
  return Array.from({ length: lines[stream] }, (_, index) => `${seed}:${index + 1}\n`).join("");
}
