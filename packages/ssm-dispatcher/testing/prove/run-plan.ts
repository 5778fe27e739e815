import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { dispatch } from "../../src/dispatch/dispatch.ts";
import type { DispatchResult } from "../../src/verdict/result.ts";
import { until } from "../cloud.ts";
import { type Fleet, ownTime } from "./fleet.ts";
import { type Facts, judge } from "./judge.ts";
import { mulberry32, type Plan } from "./plan.ts";
import { openWays } from "./ways.ts";

export interface Proven {
  readonly plan: Plan;
  readonly result: DispatchResult;
  readonly calls: number;
  readonly wrong: readonly string[];
}

/** Long enough never to end by itself; the fraction tells whose it is. */
const napOf = ({ seed }: Plan): string => `9999.${String(seed).padStart(9, "0")}`;
/** The second is waited for to its end, by SSM's reckoning, when nobody can say how the script ended. */
const EXECUTION_TIMEOUT = { overruns: 5, otherwise: 60 };

export async function runPlan(plan: Plan, fleet: Fleet): Promise<Proven> {
  const name = `run-${plan.seed}`;
  const { rig } = fleet;
  await using ways = await openWays(plan, rig.cloud.endpoint, rig.cloud.environment["AWS_ENDPOINT_URL_S3"] ?? "");
  const instanceId = await fleet.instanceFor(plan);
  fleet.expect(name, plan);
  const cancelling = new AbortController();
  const shown = { stdout: "", stderr: "" };
  const time = ownTime(rig.cloud.clock);
  const result = await dispatch(
    {
      instanceId,
      description: name,
      script: scriptOf(plan, name),
      executionTimeout: plan.end.kind === "overruns" ? EXECUTION_TIMEOUT.overruns : EXECUTION_TIMEOUT.otherwise,
      deliveryTimeout: 60,
      idempotencyKey: plan.guarded ? name : undefined,
      live: plan.live,
      output: plan.bucket ? { bucket: "bucket", prefix: "out" } : undefined,
      signal: cancelling.signal,
      callTimeout: "10s",
      onOutput: (stream, text) => void (shown[stream] += text),
      onSent: () => {
        if (plan.cancelAfter !== undefined) setTimeout(() => cancelling.abort(), plan.cancelAfter);
        if (plan.fate === "terminated") setTimeout(() => void rig.terminate(instanceId), 100);
      },
    },
    { ...ways, ...time, random: mulberry32(plan.seed) },
  ).finally(() => time.release());
  const facts: Facts = {
    ran: timesRun(fleet, instanceId, name),
    commands: rig.cloud.commands().filter(({ comment }) => comment === name).length,
    instanceIsDead: ["shutting-down", "terminated"].includes(fleet.stateOf(instanceId) ?? ""),
    shown,
    left: await leftBy(plan, result),
  };
  return { plan, result, calls: ways.way.calls.length, wrong: judge(plan, result, facts) };
}

function scriptOf(plan: Plan, name: string): string {
  const { end, lines, milliseconds, seed } = plan;
  const print = (count: number): string => `for ((n = 1; n <= ${count}; n++)); do echo ${seed}:$n; done`;
  return [
    `echo ran >> /tmp/${name}`,
    print(lines.stdout),
    `{ ${print(lines.stderr)}; } >&2`,
    end.kind === "overruns" ? `sleep ${napOf(plan)}` : `sleep ${milliseconds / 1000}`,
    end.kind === "signal" ? `kill -${end.code - 128} $$` : `exit ${end.code}`,
  ].join("\n");
}

function timesRun({ rig }: Fleet, instanceId: string, name: string): number {
  try {
    return readFileSync(join(rig.directory, "instances", instanceId, "tmp", name), "utf8").split("\n").length - 1;
  } catch {
    return 0;
  }
}

/** Its processes, where the verdict says that none can be left; they get a moment to go. */
async function leftBy(plan: Plan, { outcome, timeout }: DispatchResult): Promise<readonly string[]> {
  if (outcome === "unknown" || timeout === "delivery") return [];
  const nap = `sleep\0${napOf(plan)}\0`;
  const alive = (): readonly string[] =>
    readdirSync("/proc").filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8") === nap;
      } catch {
        return false;
      }
    });
  await until(() => alive().length === 0, 5).catch(() => {});
  return alive();
}
