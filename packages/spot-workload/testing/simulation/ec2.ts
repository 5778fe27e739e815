import type { RunInstancesCommandInput } from "@aws-sdk/client-ec2";

import type { SimulatedClock } from "./clock.ts";
import { serviceError } from "./fault.ts";
import { end, isAlive, type Machine, stateOf } from "./machine.ts";
import type { Plan } from "./plan.ts";
import type { Random } from "./random.ts";

type Input = Readonly<Record<string, unknown>>;

interface Filter {
  readonly Name: string;
  readonly Values: readonly string[];
}

export interface SimulatedEc2 {
  readonly machines: Machine[];
  /** How many pools were asked, by attempt. */
  readonly asked: Map<number, number>;
  call(operation: string, input: Input, isReaper: boolean): unknown;
}

/** What the launcher uses of EC2: tokens, launches that are not listed yet, reasons that come late, capacity by pool. */
export function simulatedEc2(
  plan: Plan,
  random: Random,
  clock: SimulatedClock,
  onLaunch: (machine: Machine) => void,
): SimulatedEc2 {
  const machines: Machine[] = [];
  const asked = new Map<number, number>();

  function run(input: RunInstancesCommandInput): unknown {
    const { InstanceType = "m7i.large", SubnetId = "", ClientToken = "", UserData = "" } = input;
    const { ClientToken: _, ...rest } = input;
    const fingerprint = JSON.stringify(rest);
    const before = machines.find(({ token }) => token === ClientToken);
    if (before !== undefined) {
      if (before.fingerprint !== fingerprint) throw serviceError("IdempotentParameterMismatch");
      if (!isAlive(before)) throw serviceError("IdempotentInstanceTerminated");
      return { Instances: [shape(before)] };
    }
    const tags = (input.TagSpecifications?.[0]?.Tags ?? []).map(({ Key = "", Value = "" }) => ({ Key, Value }));
    const attempt = Number(tags.find(({ Key }) => Key === "alpha-engine:attempt")?.Value);
    asked.set(attempt, (asked.get(attempt) ?? 0) + 1);
    const market = input.InstanceMarketOptions === undefined ? "on-demand" : "spot";
    const refusal = plan.capacity(`${InstanceType}/${SubnetId}`, market, clock.now() / 1000);
    if (refusal !== undefined) throw serviceError(refusal, refusal.startsWith("Insufficient") ? 500 : 400);
    const now = clock.now();
    const runningAt = now + random.between(3000, 20_000);
    const machine: Machine = {
      id: `i-${(machines.length + 1).toString(16).padStart(17, "0")}`,
      attempt,
      instanceType: InstanceType,
      subnetId: SubnetId,
      market,
      token: ClientToken,
      fingerprint,
      tags,
      launchedAt: now,
      visibleAt: now + random.between(0, plan.visibleSeconds * 1000),
      runningAt,
      onlineAt: plan.fate.kind === "never-online" ? undefined : runningAt + random.between(5000, 60_000),
      spotCode: "fulfilled",
      markedAt: undefined,
      death: undefined,
      diedAt: undefined,
      reasonAt: undefined,
      reason: undefined,
      transition: "",
      lastGasp: undefined,
    };
    machines.push(machine);
    if (plan.runsUserData) armWatchdog(machine, UserData);
    onLaunch(machine);
    return { Instances: [shape(machine)] };
  }

  /** The machine really reads what it was given. */
  function armWatchdog(machine: Machine, userData: string): void {
    const [, epoch] = /left=\$\(\((\d+) - \$\(date \+%s\)\)\)/.exec(Buffer.from(userData, "base64").toString()) ?? [];
    if (epoch === undefined) return;
    const at = Number(epoch) * 1000 - clock.date().getTime() + clock.now();
    clock.at(Math.max(at, machine.runningAt + 60_000), () => end(machine, "watchdog", clock, "prompt"));
  }

  function shape(machine: Machine): object {
    const now = clock.now();
    const hasReason = machine.reasonAt !== undefined && now >= machine.reasonAt && machine.reason !== undefined;
    return {
      InstanceId: machine.id,
      InstanceType: machine.instanceType,
      SubnetId: machine.subnetId,
      InstanceLifecycle: machine.market === "spot" ? "spot" : undefined,
      Placement: { AvailabilityZone: `us-east-1${machine.subnetId.at(-1)}` },
      SpotInstanceRequestId: machine.market === "spot" ? `sir-${machine.id}` : undefined,
      LaunchTime: new Date(clock.date().getTime() - now + machine.launchedAt),
      Tags: machine.tags,
      State: { Name: stateOf(machine, now) },
      StateTransitionReason: machine.diedAt === undefined ? "" : machine.transition,
      ...(hasReason ? { StateReason: { Code: machine.reason } } : {}),
    };
  }

  function matching(filters: readonly Filter[]): readonly Machine[] {
    return machines.filter(
      (machine) =>
        clock.now() >= machine.visibleAt &&
        filters.every(({ Name, Values }) => {
          if (Name === "tag-key") return machine.tags.some(({ Key }) => Values.includes(Key));
          if (Name.startsWith("tag:")) {
            return machine.tags.some(({ Key, Value }) => Key === Name.slice(4) && Values.includes(Value));
          }
          if (Name === "instance-state-name") return Values.includes(stateOf(machine, clock.now()));
          if (Name === "instance-id") return Values.includes(machine.id);
          if (Name === "client-token") return Values.includes(machine.token);
          throw serviceError("InvalidParameterValue", 400, `the filter ${Name} is not simulated`);
        }),
    );
  }

  function byId(ids: readonly string[]): readonly Machine[] {
    return ids.map((id) => {
      const machine = machines.find((one) => one.id === id && clock.now() >= one.visibleAt);
      if (machine === undefined) throw serviceError("InvalidInstanceID.NotFound");
      return machine;
    });
  }

  return {
    machines,
    asked,
    call: (operation, input, isReaper) => {
      const filters = (input["Filters"] ?? []) as readonly Filter[];
      const ids = input["InstanceIds"] as readonly string[] | undefined;
      switch (operation) {
        case "RunInstances":
          return run(input as unknown as RunInstancesCommandInput);
        case "DescribeInstances":
          return { Reservations: [{ Instances: (ids === undefined ? matching(filters) : byId(ids)).map(shape) }] };
        case "TerminateInstances":
          for (const machine of byId(ids ?? [])) end(machine, isReaper ? "reaped" : "given-back", clock, "prompt");
          return {};
        case "DescribeSpotInstanceRequests": {
          const states = filters.some(({ Name }) => Name === "state");
          const about = states ? [] : matching(filters).filter(({ market }) => market === "spot");
          return {
            SpotInstanceRequests: about.map(({ id, spotCode }) => ({ InstanceId: id, Status: { Code: spotCode } })),
          };
        }
        case "DescribeVolumes":
        case "DescribeLaunchTemplates":
          return {};
        default:
          throw serviceError("InvalidAction", 400, `EC2's ${operation} is not simulated`);
      }
    },
  };
}
