/** @module-tag slow */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { runIn, script, specFor } from "../../testing/workload.ts";
import type { AttemptRecord } from "./attempt-record.ts";

let rig: TestCloud;
beforeAll(async () => {
  rig = await startTestCloud();
});
afterAll(() => rig[Symbol.asyncDispose]());

const recordsIn = (text: string): readonly AttemptRecord[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as AttemptRecord);

test("each attempt leaves a record of what happened when, in the bucket and in a file", async () => {
  let first: string | undefined;
  rig.reset({
    command: ({ instanceId }) =>
      instanceId === (first ??= instanceId) ? { kind: "reclaim", noticeLead: 0.1 } : undefined,
  });
  const file = join(rig.directory, "records/attempts.ndjson");
  const spec = specFor({
    ...script("echo begun", "case $STAGING_PREFIX in */1) sleep 100 ;; esac; exit 3"),
    records: { file },
  });
  const { result } = await runIn(rig, spec);
  expect(result).toMatchObject({ exitCode: 3, attempts: 2 });
  const records = recordsIn(await rig.text(`_spot_attempts/sweep/${spec.runId}.ndjson`));
  expect(recordsIn(await readFile(file, "utf8"))).toEqual(records);
  expect(records).toMatchObject([
    { attempt: 1, verdict: "reclaimed", exitCode: 69, relaunch: true, pool: "c7i.large/subnet-a", market: "spot" },
    { attempt: 2, verdict: "failed", exitCode: 3, relaunch: false, pool: "c7i.large/subnet-b" },
  ]);
  const phases = ["launch", "running", "online", "stage", "script:workload"];
  expect(records[0]?.phases.map(({ phase }) => phase)).toEqual([...phases, "classify", "give-back", "unstage"]);
  expect(records[1]?.phases.map(({ phase }) => phase)).toEqual([...phases, "give-back", "unstage"]);
  expect(records[0]?.evidence.join("\n")).toMatch(
    /workload: instance-lost.*\nreclaim: spot request: instance-terminated/,
  );
  const times = records.flatMap((record) => [record.startedAt, ...record.phases.map(({ startedAt }) => startedAt)]);
  expect(times.toSorted()).toEqual(times);
});

test("a launch without capacity has one too, with what every pool answered", async () => {
  rig.reset({ launch: () => ({ code: "InsufficientInstanceCapacity" }) });
  const spec = specFor({ maxAttempts: 1, records: { prefix: "kept/here" } });
  await runIn(rig, spec);
  const [record] = recordsIn(await rig.text(`kept/here/sweep/${spec.runId}.ndjson`));
  expect(record).toMatchObject({
    verdict: "no-capacity",
    exitCode: 64,
  });
  expect(record?.refusals).toHaveLength(4);
  expect(record?.refusals[0]).toBe("c7i.large/subnet-a spot InsufficientInstanceCapacity");
});

test("and one that EC2 refuses", async () => {
  rig.reset({ launch: () => ({ code: "UnauthorizedOperation" }) });
  const spec = specFor();
  await expect(runIn(rig, spec)).rejects.toThrow("refused");
  const [record] = recordsIn(await rig.text(`_spot_attempts/sweep/${spec.runId}.ndjson`));
  expect(record).toMatchObject({ verdict: "error", relaunch: false });
});

test("a file that cannot be written changes nothing but an event", async () => {
  rig.reset();
  const told = await runIn(rig, specFor({ records: { file: "/proc/nowhere/records.ndjson", prefix: false } }));
  expect(told.result.exitCode).toBe(0);
  expect(told.events.filter(({ type }) => type === "trouble")).toMatchObject([{ what: "record" }]);
});

test("a place that clean-ups empty is refused before anything is launched", async () => {
  await expect(runIn(rig, specFor({ records: { prefix: "tmp/records" } }))).rejects.toMatchObject({ code: "BAD_SPEC" });
});
