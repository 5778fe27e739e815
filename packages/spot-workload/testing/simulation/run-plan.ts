import { reap } from "@alpha-engine/spot-launcher";

import { planBudget } from "../../src/budget/plan-budget.ts";
import type { WorkloadEvent } from "../../src/run/events.ts";
import { runOnSpot, type SpotWorkloadResult } from "../../src/run/run-on-spot.ts";
import type { SpotWorkloadSpec } from "../../src/run/spec.ts";
import { reapStaging } from "../../src/staging/reap-staging.ts";
import { judge } from "./judge.ts";
import { isAlive } from "./machine.ts";
import { type Plan, planOf, type RunPhase } from "./plan.ts";
import { simulatedCloud, type SimulatedCloud } from "./simulated-cloud.ts";

export interface Run {
  readonly plan: Plan;
  readonly spec: SpotWorkloadSpec;
  readonly cloud: SimulatedCloud;
  readonly events: readonly (WorkloadEvent & { readonly at: number })[];
  /** What runOnSpot said; neither when its process was killed. */
  readonly result: SpotWorkloadResult | undefined;
  readonly error: Error | undefined;
  /** The phase in which it was killed. */
  readonly killedIn: RunPhase | undefined;
  /** When the launcher ended, in milliseconds. */
  readonly endedAt: number;
  /** What the launcher left alive, was killed by its watchdog, and what of it the reaper had to take. */
  readonly leftAlive: number;
  readonly leftStaged: number;
  readonly aliveAfterWatchdog: number;
  readonly reaped: number;
  readonly aliveAtLast: number;
  readonly stagedAtLast: readonly string[];
}

export interface Proven {
  readonly seed: number;
  readonly run: Run;
  readonly wrong: readonly string[];
}

const AFTER: Readonly<Record<string, RunPhase>> = { launched: "running", running: "online", online: "stage" };

/** One run, a function of its seed, from the first call to what the reaper leaves. */
export async function runPlan(seed: number): Promise<Proven> {
  const plan = planOf(seed);
  const spec = specOf(plan);
  const cloud = simulatedCloud(plan);
  const events: (WorkloadEvent & { readonly at: number })[] = [];
  const onEvent = (event: WorkloadEvent): void => {
    events.push({ ...event, at: cloud.clock.now() });
    if ("attempt" in event) cloud.enter(phaseAfter(event) ?? cloud.phase(), event.attempt);
  };
  let result: SpotWorkloadResult | undefined;
  let error: Error | undefined;
  cloud.enter("launch", 1);
  const running = runOnSpot({ ...spec, signal: cloud.aborting.signal, onEvent }, cloud.effectsOf(cloud.launcher)).then(
    (value) => void (result = value),
    (reason: Error) => void (error = reason),
  );
  await cloud.clock.until(running, () => cloud.launcher.isKilled);
  const endedAt = cloud.clock.now();
  const after = await cleanUp(plan, spec, cloud);
  const killedIn = cloud.launcher.isKilled ? cloud.phase() : undefined;
  const run = { plan, spec, cloud, events, result, error, killedIn, endedAt, ...after };
  return { seed, run, wrong: judge(run) };
}

function phaseAfter(event: WorkloadEvent): RunPhase | undefined {
  if (event.type === "script-started") return `script:${event.script}` as RunPhase;
  if (event.type === "script-ended") {
    return event.exitCode === 0 && event.script !== "workload" ? (`between:${event.script}` as RunPhase) : "give-back";
  }
  if (event.type === "given-back") return "unstage";
  return event.type === "relaunching" ? "launch" : AFTER[event.type];
}

/** The watchdogs have their time, then the reaper, which finds what is past its deadline. */
async function cleanUp(
  plan: Plan,
  spec: SpotWorkloadSpec,
  cloud: SimulatedCloud,
): Promise<Pick<Run, "leftAlive" | "leftStaged" | "aliveAfterWatchdog" | "reaped" | "aliveAtLast" | "stagedAtLast">> {
  const alive = (): number => cloud.ec2.machines.filter(isAlive).length;
  const staged = (): readonly string[] => [...cloud.s3.objects.keys()].filter((key) => key.startsWith("tmp/"));
  const leftAlive = alive();
  const leftStaged = staged().length;
  const nothing = { leftAlive, leftStaged, aliveAfterWatchdog: 0, reaped: 0, aliveAtLast: 0, stagedAtLast: [] };
  if (plan.fate.kind === "misfit" || (leftAlive === 0 && leftStaged === 0)) return nothing;
  const budget = planBudget(spec);
  const launchedAt = Math.max(0, ...cloud.ec2.machines.map((machine) => machine.launchedAt));
  await cloud.clock.advanceTo(Math.max(cloud.clock.now(), launchedAt + (budget.watchdog + 120) * 1000));
  const aliveAfterWatchdog = alive();
  await cloud.clock.advanceTo(Math.max(cloud.clock.now(), launchedAt + (budget.deadline + 900) * 1000));
  const { ec2, s3, sleep } = cloud.effectsOf(cloud.reaper);
  const at = cloud.clock.date();
  const taking = Promise.all([
    reap({ apply: true, at }, { ec2, sleep }),
    reapStaging({ bucket: spec.bucket, apply: true, at }, { s3 }),
  ]);
  if (!(await cloud.clock.until(taking))) throw new Error("the reaper hangs");
  const [taken] = await taking;
  return {
    leftAlive,
    leftStaged,
    aliveAfterWatchdog,
    reaped: taken.filter((one) => one.taken).length,
    aliveAtLast: alive(),
    stagedAtLast: staged(),
  };
}

function specOf(plan: Plan): SpotWorkloadSpec {
  const spec: SpotWorkloadSpec = {
    slug: "sweep",
    runId: `run-${plan.seed}`,
    bucket: "bucket",
    launch: {
      instanceTypes: plan.instanceTypes,
      subnetIds: plan.subnetIds,
      imageId: "ami-1",
      name: "sweep",
      owner: "prove",
      purpose: "sweep",
      onDemandFallback: plan.onDemandFallback,
    },
    files: [{ name: "config.json", body: "{}" }],
    environment: { RUN_DATE: "2026-01-31" },
    scripts: [
      { name: "bootstrap", lines: ["true"], timeout: 120 },
      { name: "deps", lines: ["true"], timeout: 400 },
      { name: "workload", lines: ["sweep --all"], timeout: 3600 },
    ],
    heartbeats: ["sweep", "sweep-report"],
    maxAttempts: plan.maxAttempts,
    retryBackoff: plan.backoff,
  };
  if (plan.fate.kind === "misfit") return { ...spec, budget: { stepTimeout: 3600 } };
  if (plan.slack === undefined) return spec;
  const { attempt, maxAttempts, backoff, margin } = planBudget(spec);
  const stepTimeout = maxAttempts * attempt + (maxAttempts - 1) * backoff + margin + plan.slack;
  return { ...spec, budget: { stepTimeout } };
}
