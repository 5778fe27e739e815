import { EC2Client } from "@aws-sdk/client-ec2";
import { S3Client } from "@aws-sdk/client-s3";

import type { Effects } from "../../src/effects.ts";
import { type SimulatedClock, simulatedClock } from "./clock.ts";
import { type SimulatedEc2, simulatedEc2 } from "./ec2.ts";
import { answerLost, serviceError } from "./fault.ts";
import { end, type Machine, reclaim } from "./machine.ts";
import type { Plan, RunPhase } from "./plan.ts";
import { seeded } from "./random.ts";
import { type SimulatedS3, simulatedS3 } from "./s3.ts";
import { type SimulatedSsm, simulatedSsm } from "./ssm.ts";

/** A process that calls AWS, until it is killed: then nothing it waits for ever comes. */
export interface Process {
  readonly name: "launcher" | "reaper";
  isKilled: boolean;
}

export interface SimulatedCloud {
  readonly clock: SimulatedClock;
  readonly ec2: SimulatedEc2;
  readonly ssm: SimulatedSsm;
  readonly s3: SimulatedS3;
  readonly heartbeats: string[];
  /** Calls of the launcher, all and in the phase it is in. */
  readonly calls: { all: number; inPhase: number };
  /** What the launcher is told to do with the cloud. */
  effectsOf(
    process: Process,
  ): Required<Pick<Effects, "ec2" | "ssm" | "s3" | "cloudwatch" | "sleep" | "now" | "date" | "random">>;
  enter(phase: RunPhase, attempt: number): void;
  readonly aborting: AbortController;
  readonly launcher: Process;
  readonly reaper: Process;
  phase(): RunPhase;
}

export function simulatedCloud(plan: Plan): SimulatedCloud {
  const clock = simulatedClock();
  const random = seeded(plan.seed ^ 0x5e_ed);
  const { fate } = plan;
  const s3 = simulatedS3();
  const heartbeats: string[] = [];
  const launcher: Process = { name: "launcher", isKilled: false };
  const reaper: Process = { name: "reaper", isKilled: false };
  const calls = { all: 0, inPhase: 0 };
  const aborting = new AbortController();
  let phase: RunPhase = "launch";

  const ec2 = simulatedEc2(plan, random, clock, (machine) => strike("launch", machine));
  const ssm = simulatedSsm(plan, random, ec2.machines, s3, clock);

  /** What fate has for this phase, on this machine. */
  function strike(at: RunPhase, machine: Machine | undefined): void {
    if (!("delay" in fate) || fate.phase !== at || machine === undefined) return;
    const when = clock.now() + fate.delay * 1000;
    if (fate.kind === "signal") return clock.at(when, () => aborting.abort());
    if (fate.kind === "reclaim") {
      if (machine.attempt > fate.attempts) return;
      return clock.at(when, () => reclaim(machine, fate.notice * 1000, plan.reason, clock));
    }
    const { kind } = fate;
    clock.at(when, () => end(machine, kind, clock, plan.reason));
  }

  function diesHere(process: Process, when: "before" | "after"): boolean {
    if (fate.kind !== "kill" || process !== launcher || fate.phase !== phase) return false;
    if (fate.when !== when || calls.inPhase < fate.call) return false;
    launcher.isKilled = true;
    return true;
  }

  async function call(
    process: Process,
    service: "ec2" | "ssm" | "s3" | "cloudwatch",
    command: object,
  ): Promise<unknown> {
    const operation = command.constructor.name.replace(/Command$/, "");
    const { input } = command as { readonly input: Readonly<Record<string, unknown>> };
    if (process === launcher) {
      calls.all += 1;
      calls.inPhase += 1;
    }
    if (process.isKilled || diesHere(process, "before")) return never();
    await clock.sleep(random.between(10, 80));
    if (process.isKilled) return never();
    const isThrottled = random.chance(fate.kind === "throttled-out" && service === "ec2" ? 1 : plan.throttled);
    if (process === launcher && (service === "ec2" || service === "ssm") && isThrottled) {
      throw service === "ec2" ? serviceError("RequestLimitExceeded", 503) : serviceError("ThrottlingException");
    }
    const answer = effectOf(process, service, operation, input);
    if (diesHere(process, "after")) return never();
    await clock.sleep(random.between(10, 80));
    if (process.isKilled) return never();
    if (operation === "RunInstances" && random.chance(plan.lost)) throw answerLost();
    return answer;
  }

  function effectOf(
    process: Process,
    service: string,
    operation: string,
    input: Readonly<Record<string, unknown>>,
  ): unknown {
    if (service === "ec2") return ec2.call(operation, input, process === reaper);
    if (service === "ssm") return ssm.call(operation, input);
    if (service === "s3") return s3.call(operation, input);
    if (!plan.hasCloudWatch) throw serviceError("InternalFailure", 500);
    const data = input["MetricData"] as readonly { MetricName: string; Dimensions: readonly { Value: string }[] }[];
    heartbeats.push(...data.map(({ MetricName, Dimensions }) => `${MetricName} ${Dimensions[0]?.Value}`));
    return {};
  }

  return {
    clock,
    ec2,
    ssm,
    s3,
    heartbeats,
    calls,
    aborting,
    launcher,
    reaper,
    phase: () => phase,
    enter: (next, attempt) => {
      phase = next;
      calls.inPhase = 0;
      // The launch strikes when there is a machine.
      if (next !== "launch")
        strike(
          next,
          ec2.machines.findLast((machine) => machine.attempt === attempt),
        );
      else if (fate.kind === "signal" && fate.phase === "launch") {
        clock.at(clock.now() + fate.delay * 100, () => aborting.abort());
      }
    },
    effectsOf: (process) => {
      const client = (service: "ec2" | "ssm" | "s3" | "cloudwatch", prototype: object = {}): object =>
        Object.assign(Object.create(prototype), { send: (command: object) => call(process, service, command) });
      const alone = seeded(plan.seed ^ 0xfa_ce);
      return {
        // Their pagers insist on the class.
        ec2: client("ec2", EC2Client.prototype) as EC2Client,
        s3: client("s3", S3Client.prototype) as S3Client,
        ssm: client("ssm") as Effects["ssm"] & object,
        cloudwatch: client("cloudwatch") as Effects["cloudwatch"] & object,
        sleep: async (ms, signal) => {
          await clock.sleep(ms, signal);
          return process.isKilled ? never() : undefined;
        },
        now: () => clock.now(),
        date: () => clock.date(),
        random: alone,
      };
    },
  };
}

function never(): Promise<never> {
  return new Promise(() => {});
}
