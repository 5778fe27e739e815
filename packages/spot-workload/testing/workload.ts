import { expect } from "vitest";

import type { Effects } from "../src/effects.ts";
import type { SpotWorkloadOptions } from "../src/run/context.ts";
import type { WorkloadEvent } from "../src/run/events.ts";
import { runOnSpot, type SpotWorkloadResult } from "../src/run/run-on-spot.ts";
import type { SpotWorkloadSpec } from "../src/run/spec.ts";
import type { TestCloud } from "./cloud.ts";

let runs = 0;

/** A workload of one script in four pools, its run never seen before. */
export function specFor(rest: Partial<SpotWorkloadSpec> = {}): SpotWorkloadSpec {
  runs += 1;
  return {
    slug: "sweep",
    runId: `run-${runs}`,
    bucket: "bucket",
    launch: {
      instanceTypes: ["c7i.large", "m7i.large"],
      subnetIds: ["subnet-a", "subnet-b"],
      imageId: "ami-1",
      name: "sweep",
      owner: "tests",
      purpose: "sweep",
    },
    files: [{ name: "config.json", body: "{}" }],
    environment: { RUN_DATE: "2026-01-31" },
    scripts: [{ name: "workload", lines: ["echo working"], timeout: 60 }],
    heartbeats: ["sweep"],
    retryBackoff: 0,
    ...rest,
  };
}

export function script(...lines: readonly string[]): Pick<SpotWorkloadSpec, "scripts"> {
  return { scripts: [{ name: "workload", lines, timeout: 60 }] };
}

export interface Told {
  readonly result: SpotWorkloadResult;
  readonly events: readonly WorkloadEvent[];
}

/** Runs it, and whatever happens: nothing of it is left rented, nothing staged. */
export async function runIn(rig: TestCloud, spec: SpotWorkloadOptions, effects: Effects = {}): Promise<Told> {
  const events: WorkloadEvent[] = [];
  const onEvent = (event: WorkloadEvent): void => {
    events.push(event);
    spec.onEvent?.(event);
  };
  try {
    return { result: await runOnSpot({ ...spec, onEvent }, { ...rig, ...effects }), events };
  } finally {
    const rented = rig.cloud.instances().filter(({ tags }) => tags["alpha-engine:run-id"] === spec.runId);
    const left = [
      ...rented.filter(({ state }) => state !== "shutting-down" && state !== "terminated"),
      ...(await rig.keys(`tmp/${spec.slug}/${spec.runId}/`)),
    ];
    expect(left).toEqual([]);
  }
}

export function types({ events }: Told): readonly string[] {
  return events.map(({ type }) => type);
}
