import { planBudget } from "../../src/budget/plan-budget.ts";
import type { Machine } from "./machine.ts";
import type { Run } from "./run-plan.ts";
import type { Command } from "./ssm.ts";

/** What a run should have come to, from what the simulated cloud knows and no client was told; every difference in words. */
export function judge(run: Run): readonly string[] {
  const wrong: string[] = [];
  const { plan, cloud, result, error, killedIn } = run;
  if (run.aliveAtLast > 0) wrong.push(`${run.aliveAtLast} instances alive behind the reaper`);
  if (run.stagedAtLast.length > 0) wrong.push(`left staged: ${run.stagedAtLast.join(", ")}`);
  if (plan.runsUserData && run.aliveAfterWatchdog > 0) wrong.push("an instance outlived its watchdog");
  wrong.push(...twoAtOnce(cloud.ec2.machines), ...samePoolAgain(run));
  if (killedIn !== undefined) return wrong;
  if (plan.fate.kind === "misfit") {
    if ((error as { code?: string } | undefined)?.code !== "BUDGET_DOES_NOT_FIT")
      wrong.push(`a spec that does not fit ran: ${error?.message}`);
    if (cloud.calls.all > 0) wrong.push("a spec that does not fit was not refused before the first call");
    return wrong;
  }
  if (plan.fate.kind === "throttled-out") {
    if ((error as { code?: string } | undefined)?.code !== "EC2_UNAVAILABLE")
      wrong.push(`throttled out: ${error?.message ?? result?.exitCode}`);
    return wrong;
  }
  if (error !== undefined || result === undefined) return [...wrong, `rejected: ${error?.message ?? "it hangs"}`];
  wrong.push(...wrongVerdicts(run), ...wrongOutput(run), ...wrongRecords(run));
  if (run.leftAlive > 0 && !run.events.some((event) => event.type === "trouble" && event.what === "give back")) {
    wrong.push("an instance was left alive and nobody said so");
  }
  if (run.leftStaged > 0) wrong.push("the launcher left files staged");
  const beats = cloud.heartbeats.filter((beat) => beat.startsWith("Heartbeat")).length;
  if (plan.hasCloudWatch && beats !== (result.exitCode === 0 ? 2 : 0))
    wrong.push(`${beats} heartbeats at exit ${result.exitCode}`);
  return wrong;
}

/** A second instance is rented only when the first has been given back or is dead. */
function twoAtOnce(machines: readonly Machine[]): readonly string[] {
  return machines.flatMap((machine, index) => {
    const before = machines.slice(0, index).find(({ diedAt }) => diedAt === undefined || diedAt > machine.launchedAt);
    return before === undefined ? [] : [`${machine.id} was rented while ${before.id} was`];
  });
}

/** What was reclaimed in one pool dies in it again: a relaunch goes there only when no other has room. */
function samePoolAgain({ plan, cloud }: Run): readonly string[] {
  const { machines } = cloud.ec2;
  return machines.flatMap((machine, index) => {
    const before = machines[index - 1];
    const pool = `${machine.instanceType}/${machine.subnetId}`;
    if (before?.markedAt === undefined || pool !== `${before.instanceType}/${before.subnetId}`) return [];
    const others = plan.instanceTypes.flatMap((type) => plan.subnetIds.map((subnet) => `${type}/${subnet}`));
    const hasRoom = (other: string): boolean => plan.capacity(other, "spot", machine.launchedAt / 1000) === undefined;
    return others.some((other) => other !== pool && hasRoom(other)) ? [`${machine.id} came from ${pool} again`] : [];
  });
}

type End =
  | { readonly kind: "final"; readonly exitCodes: readonly number[] }
  | { readonly kind: "retry"; readonly exitCodes: readonly number[] }
  /** Marked for reclaim in the very moment in which it was looked at. */
  | { readonly kind: "either"; readonly exitCodes: readonly number[] };

function wrongVerdicts(run: Run): readonly string[] {
  const { plan, spec, result, events } = run;
  const budget = planBudget(spec);
  for (let attempt = 1; ; attempt += 1) {
    const end = endOf(run, attempt);
    const isLast = result?.attempts === attempt;
    const wasCancelled = plan.fate.kind === "signal" && result?.exitCode === 130;
    if (isLast && (wasCancelled || end.exitCodes.includes(result.exitCode))) {
      if (wasCancelled || end.kind !== "retry" || attempt === budget.maxAttempts) return [];
      const endedAt = events.findLast(({ type }) => type === "attempt-ended")?.at ?? 0;
      const needed = endedAt / 1000 + budget.backoff + budget.attempt + budget.margin;
      if (budget.stepTimeout !== undefined && needed > budget.stepTimeout) return [];
      return [`attempt ${attempt} was not followed by another, exit code ${result.exitCode}`];
    }
    if (isLast) return [`exit code ${result.exitCode}, expected ${end.exitCodes.join(" or ")} (${end.kind})`];
    if (wasCancelled && result?.attempts === attempt - 1) return [];
    if (end.kind === "final")
      return [`attempt ${attempt} was repeated, which ended with ${end.exitCodes.join(" or ")}`];
    if (attempt >= budget.maxAttempts) return [`more than ${budget.maxAttempts} attempts`];
    const next = events.find((event) => event.type === "relaunching" && event.attempt === attempt + 1);
    const room = (budget.stepTimeout ?? Number.POSITIVE_INFINITY) - budget.attempt - budget.margin;
    if ((next?.at ?? 0) / 1000 > room) return [`attempt ${attempt + 1} began when no whole one was left`];
  }
}

function endOf(run: Run, attempt: number): End {
  const { cloud, spec } = run;
  const machine = cloud.ec2.machines.findLast((one) => one.attempt === attempt);
  if (machine === undefined) return { kind: "retry", exitCodes: [64] };
  const commands = cloud.ssm.commands.filter((command) => command.machine === machine);
  const last = commands.at(-1);
  const code = last === undefined ? undefined : codeOf(last);
  if (code === 0 && commands.length === spec.scripts.length) return { kind: "final", exitCodes: [0] };
  if (code !== undefined && code !== 0 && code <= 128 && code !== 69) return { kind: "final", exitCodes: [code] };
  // Of the agent's last word nobody may have heard.
  const exitCodes = code === undefined || code === 0 ? [69] : last?.gasped === true ? [code, 69] : [code];
  return { kind: wasMarked(run, machine, last), exitCodes };
}

/** The script's own, 124 where the agent killed it; undefined: the instance died first. */
function codeOf({ over, ended }: Command): number | undefined {
  if (!ended || over === undefined) return undefined;
  return over.details === "ExecutionTimedOut" ? 124 : over.code;
}

function wasMarked(run: Run, { attempt, markedAt }: Machine, last: Command | undefined): End["kind"] {
  // A script that itself ends with 69 is not asked about further.
  if (last?.ended === true && last.over?.code === 69) return "final";
  const asked = run.events.find((event) => event.type === "classified" && event.attempt === attempt);
  if (markedAt === undefined) return "final";
  if (asked === undefined || markedAt <= asked.at - 3000) return "retry";
  return markedAt <= asked.at ? "either" : "final";
}

/** Every script that came to an end of its own has told every byte. */
function wrongOutput({ cloud, events }: Run): readonly string[] {
  return cloud.ssm.commands.flatMap(({ id, ended, gasped, over, stdout, script, machine }) => {
    if (!ended || gasped || over?.details === "ExecutionTimedOut") return [];
    const told = events.find(
      (event) => event.type === "script-ended" && event.script === script && event.attempt === machine.attempt,
    );
    if (told?.type !== "script-ended" || told.outcome === "instance-lost" || told.outcome === "cancelled") return [];
    return told.stdout === stdout
      ? []
      : [`${id} (${script}) told ${told.stdout.length} of ${stdout.length} characters`];
  });
}

function wrongRecords({ cloud, spec, result }: Run): readonly string[] {
  const text = cloud.s3.objects.get(`_spot_attempts/${spec.slug}/${spec.runId}.ndjson`) ?? "";
  const records = text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  // Cancelled between two attempts, the second has none.
  if (records.length !== result?.attempts) return [`${records.length} records of ${result?.attempts} attempts`];
  const last = records.at(-1);
  return last === undefined || last["exitCode"] === result.exitCode || result.exitCode === 130
    ? []
    : [`the record says exit code ${String(last["exitCode"])}, the run ${result.exitCode}`];
}
