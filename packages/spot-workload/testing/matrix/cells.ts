import type { ChildProcess } from "node:child_process";

import type { ReclaimOptions } from "@alpha-engine/local-cloud";

import type { WorkloadEvent } from "../../src/run/events.ts";
import type { SpotWorkloadSpec } from "../../src/run/spec.ts";
import type { TestCloud } from "../cloud.ts";
import type { Cell } from "./run-cell.ts";

/** The events behind which a fault strikes: each begins a phase. */
const PHASES = [
  "launched",
  "running",
  "online",
  "script-started bootstrap",
  "script-ended bootstrap",
  "script-started workload",
];
export const cells: readonly Cell[] = [
  { name: "a run that goes well", expected: { exitCode: 0, attempts: 1 } },
  ...noCapacity(),
  ...PHASES.flatMap((phase) =>
    (["undeliverable", "silent"] as const).map((ssm) => reclaimCell(phase, { ssm, noticeLead: 0.3 })),
  ),
  reclaimCell("script-started workload", { noticeLead: 0 }),
  reclaimCell("script-started workload", { noticeLead: 0.3, stateReason: "missing" }),
  {
    name: "a reclaim of every instance",
    on: onEach("script-started workload", ({ cloud }, id) => cloud.reclaim(id, { noticeLead: 0.2 })),
    spec: longWork("sleep 20"),
    expected: { exitCode: 69, attempts: 2, classified: "reclaim" },
  },
  ...[...PHASES, "script-ended workload"].map(killCell),
  {
    name: "the launcher is killed when it has given the instance back",
    on: onEach("given-back", (_, __, launcher) => launcher.kill("SIGKILL")),
    expected: { exitCode: "killed", attempts: 1 },
  },
  {
    name: "the launcher is told to end",
    on: onEach("script-started workload", (_, __, launcher) => launcher.kill("SIGTERM")),
    expected: { exitCode: 130, attempts: 1 },
  },
  {
    name: "an API that throttles every third call",
    cloud: {
      faults: {
        request: ({ service, count }) =>
          (service === "ec2" || service === "ssm") && count % 3 === 1 ? { kind: "throttle" } : undefined,
      },
    },
    expected: { exitCode: 0, attempts: 1 },
  },
  {
    name: "an image that never comes Online",
    cloud: { images: { "ami-1": { agent: false } } },
    spec: { budget: { boot: 2, watchdog: 31, deadline: 32 } },
    expected: { exitCode: 69, attempts: 1, classified: "other" },
  },
  {
    name: "an instance that ends itself",
    spec: longWork("shutdown -h now; sleep 10"),
    expected: { exitCode: 69, attempts: 1, classified: "other" },
  },
  ...[1, 2, 64, 124, 137, 143].map((code): Cell => ({
    name: `a workload that fails with ${code}`,
    spec: longWork(`exit ${code}`),
    expected: { exitCode: code, attempts: 1 },
  })),
];

function noCapacity(): readonly Cell[] {
  const dry = { available: 0 };
  const room = { instanceType: "m7i.large", zone: "us-east-1b", available: 5 };
  return [
    ...[1, 2, 3].map((k): Cell => ({
      name: `no capacity in ${k} of 4 pools`,
      cloud: {
        capacity: {
          pools: [
            { instanceType: "c7i.large", zone: "us-east-1a" },
            { instanceType: "c7i.large", zone: "us-east-1b" },
            { instanceType: "m7i.large", zone: "us-east-1a" },
          ]
            .slice(0, k)
            .map((pool) => ({ ...pool, available: 0 })),
        },
      },
      expected: { exitCode: 0, attempts: 1 },
    })),
    {
      name: "no capacity in all pools",
      cloud: { capacity: { pools: [dry] } },
      expected: { exitCode: 64, attempts: 2 },
    },
    {
      name: "no capacity for as long as the first attempt takes",
      cloud: { capacity: { pools: [dry, { ...room, from: 6 }] } },
      spec: { retryBackoff: 7 },
      expected: { exitCode: 0, attempts: 2 },
    },
  ];
}

function reclaimCell(phase: string, options: ReclaimOptions): Cell {
  let struck = false;
  const words = Object.entries(options).map((pair) => pair.join(" "));
  return {
    name: `a reclaim at ${phase} (${words.join(", ")})`,
    on: onEach(phase, ({ cloud }, id) => {
      if (!struck) cloud.reclaim(id, options);
      struck = true;
    }),
    expected: { exitCode: 0, attempts: 2, classified: "reclaim" },
  };
}

/** Before the first script nothing but the deadline tag stands behind it, for local-cloud's machines run no user data. */
function killCell(phase: string): Cell {
  const isArmed = phase.startsWith("script-ended") || phase === "script-started workload";
  const scripts = [
    { name: "bootstrap", lines: ["echo begun", "sleep 0.5"], timeout: 5 },
    { name: "workload", lines: ["sleep 2; seq 1 9000"], timeout: 5 },
  ];
  return {
    name: `the launcher is killed at ${phase}`,
    spec: { watchdog: true, scripts, budget: { boot: 3, watchdog: 14, deadline: 15 } },
    on: onEach(phase, (_, __, launcher) => launcher.kill("SIGKILL")),
    // While the first script is only being sent, the one or the other comes first.
    expected: { exitCode: "killed", endedBy: isArmed ? "watchdog" : "reaper" },
  };
}

function longWork(line: string): Partial<SpotWorkloadSpec> {
  return {
    scripts: [
      { name: "bootstrap", lines: ["echo begun"], timeout: 5 },
      { name: "workload", lines: [line], timeout: 20 },
    ],
  };
}

/** Strikes at every event of the phase, on the instance that it is about. */
function onEach(
  phase: string,
  strike: (rig: TestCloud, instanceId: string, launcher: ChildProcess) => void,
): NonNullable<Cell["on"]> {
  let instanceId = "";
  return (event: WorkloadEvent, rig, launcher) => {
    if (event.type === "launched") ({ instanceId } = event);
    const name = "script" in event ? `${event.type} ${event.script}` : event.type;
    if (name === phase) strike(rig, instanceId, launcher);
  };
}
