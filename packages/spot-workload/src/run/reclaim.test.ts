/** @module-tag slow */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { runIn, script, specFor, type Told, types } from "../../testing/workload.ts";
import type { SpotWorkloadSpec } from "./spec.ts";

let rig: TestCloud;
beforeAll(async () => {
  rig = await startTestCloud();
});
beforeEach(() => rig.reset());
afterAll(() => rig[Symbol.asyncDispose]());

const run = (spec: SpotWorkloadSpec): Promise<Told> => runIn(rig, spec);

describe("a reclaim", () => {
  /** The first instance of the run is marked for reclaim at the script's first output. */
  function reclaimFirst(noticeLead: number): void {
    let first: string | undefined;
    rig.reset({
      command: ({ instanceId }) =>
        instanceId === (first ??= instanceId) ? { kind: "reclaim", noticeLead } : undefined,
    });
  }

  test("relaunches from another pool, and the run succeeds", async () => {
    reclaimFirst(0.1);
    const told = await run(specFor(script("echo begun", "case $STAGING_PREFIX in */1) sleep 100 ;; esac")));
    expect(told.result).toMatchObject({ exitCode: 0, attempts: 2 });
    const begun = ["launched", "running", "online", "script-started", "script-ended"];
    const first = [...begun, "classified", "given-back", "attempt-ended", "relaunching"];
    const second = [...begun, "heartbeat", "given-back", "attempt-ended"];
    expect(types(told)).toEqual([...first, ...second]);
    expect(told.events.find(({ type }) => type === "script-ended")).toMatchObject({ outcome: "instance-lost" });
    expect(told.events.find(({ type }) => type === "classified")).toMatchObject({ classification: "reclaim" });
    expect(told.events.filter((event) => event.type === "launched").map(({ pool }) => pool)).toEqual([
      "c7i.large/subnet-a",
      "c7i.large/subnet-b",
    ]);
    expect(rig.metrics.map(({ name }) => name)).toEqual(["SpotInterruptionRetry", "Heartbeat"]);
  });

  test("ends with 69 when no attempt is left", async () => {
    rig.reset({ command: () => ({ kind: "reclaim", noticeLead: 0.1 }) });
    const told = await run(specFor({ ...script("echo begun", "sleep 100"), maxAttempts: 1 }));
    expect(told.result).toMatchObject({ exitCode: 69, attempts: 1 });
    expect(rig.metrics).toEqual([]);
  });

  test("of which only the script's death by a signal is heard relaunches too", async () => {
    reclaimFirst(60);
    const told = await run(specFor(script("echo begun", "sleep 0.2", "case $STAGING_PREFIX in */1) kill $$ ;; esac")));
    expect(told.result).toMatchObject({ exitCode: 0, attempts: 2 });
    expect(told.events.find(({ type }) => type === "script-ended")).toMatchObject({ outcome: "failed", exitCode: 143 });
  });

  test("of an instance on which the script then fails by itself does not relaunch", async () => {
    reclaimFirst(60);
    const told = await run(specFor(script("echo begun", "sleep 0.2", "exit 3")));
    expect(told.result).toMatchObject({ exitCode: 3, attempts: 1 });
  });
});

describe("an instance that is lost without a reclaim", () => {
  test("ends the run with 69 and is never replaced", async () => {
    const told = await run(specFor(script("echo begun", "shutdown -h now", "sleep 100")));
    expect(told.result).toMatchObject({ exitCode: 69, attempts: 1 });
    expect(told.events.find(({ type }) => type === "classified")).toMatchObject({ classification: "other" });
  });
});
