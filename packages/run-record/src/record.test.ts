import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, test } from "vitest";

import type { Fact } from "./facts/fact.ts";
import { readRecord } from "./facts/read-record.ts";
import { recordWriter } from "./facts/write-record.ts";
import { junitOf } from "./junit/junit-of.ts";
import { summaryOf } from "./summary/summary-of.ts";
import { summarySchema } from "./summary/summary-schema.ts";

const directory = mkdtempSync(join(tmpdir(), "run-record-test-"));
afterAll(() => rmSync(directory, { recursive: true }));

const told = { from: "observed", at: null } as const;
const run: Fact = {
  ...told,
  type: "run",
  schemaVersion: 1,
  kind: "rehearsal",
  pipeline: "nightly <1>",
  executionName: "n-1",
  executionArn: null,
  machineType: "STANDARD",
  definition: { StartAt: "A" },
};
const step = {
  name: "A",
  kind: "ssm",
  status: "FAILED",
  attempts: 1,
  startedAt: "2026-05-23T09:00:00.000Z",
  endedAt: "2026-05-23T09:00:02.000Z",
  wallSeconds: 2,
  instanceId: null,
  instanceIds: [],
  commandId: "c",
  exitCode: 3,
  logKey: null,
  logBucket: null,
  commandFolder: null,
  error: "Failed",
  cause: null,
  lastLines: ['a "quoted" \u0007 line & <more>'],
  items: null,
} as const;
const end: Fact = {
  ...told,
  type: "end",
  executionArn: null,
  status: "SUCCEEDED",
  startedAt: null,
  endedAt: null,
  wallSeconds: 2,
  input: {},
  output: null,
  error: null,
  cause: null,
  interrupted: null,
  sandbox: { kind: "plain", reason: null },
  network: { kind: "shared", reason: null },
  rate: 1,
  logBucket: "logs",
  tasks: 1,
  invents: false,
};
const whole: readonly Fact[] = [run, { ...told, type: "step", step, unawaited: true }, end];

function fileOf(name: string, facts: readonly Fact[]): string {
  const file = join(directory, name);
  const tell = recordWriter(file);
  for (const fact of facts) tell(fact);
  return file;
}

test("what was told is what is read, and its summary is one that readers take", async () => {
  const { facts, notes } = await readRecord(fileOf("whole.ndjson", whole));
  expect([facts, notes]).toEqual([whole, []]);
  expect(summarySchema.parse(summaryOf(facts))).toEqual(summaryOf(whole));
});

test("a record that was cut anywhere is read as far as it goes, and says so", async () => {
  const text = whole.map((fact) => `${JSON.stringify(fact)}\n`).join("");
  const first = text.indexOf("\n") + 1;
  for (let at = first; at < text.length; at += 7) {
    const file = join(directory, "cut.ndjson");
    writeFileSync(file, text.slice(0, at));
    const { facts, notes } = await readRecord(file);
    expect(facts).toEqual(whole.slice(0, facts.length));
    expect(notes.at(-1)).toContain("no end");
    expect(summaryOf(facts)).toMatchObject({ status: "ABORTED", problems: [] });
  }
});

test("what is no record is refused with its place; a fact of a later version is left out with a note", async () => {
  const file = fileOf("later.ndjson", [run]);
  appendFileSync(file, '{"type":"dream","from":"observed","at":null}\n');
  expect((await readRecord(file)).notes[0]).toContain("1 of its facts");
  const refused = async (line: string, words: string): Promise<void> => {
    const bad = fileOf(`bad-${words.replaceAll(/\W/g, "")}.ndjson`, [run]);
    appendFileSync(bad, `${line}\n`);
    await expect(readRecord(bad)).rejects.toThrow(words);
  };
  await refused("nonsense", ":2: not JSON");
  await refused('{"from":"observed"}', ":2: a fact without a type");
  await refused('{"type":"left","from":"observed","at":null,"what":"shoe","id":"x"}', ":2: what: ");
  await expect(readRecord(fileOf("no-run.ndjson", [end]))).rejects.toThrow("does not begin with one");
  await expect(readRecord(join(directory, "none"))).rejects.toThrow("cannot read");
  writeFileSync(join(directory, "two.ndjson"), `${JSON.stringify({ ...run, schemaVersion: 2 })}\n`);
  await expect(readRecord(join(directory, "two.ndjson"))).rejects.toThrow("a record of version 2; this reads 1");
});

test("a green run whose step failed, without a log and not asked for, has both as problems", () => {
  expect(summaryOf(whole).problems.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
    "log-missing: A has no log in the bucket",
    "failed-step: A failed (exit 3), and nothing asked how it ended",
  ]);
});

test("JUnit has a case for each step and one for the execution, and no byte of a log can end it", () => {
  const xml = junitOf(whole);
  expect(xml).toContain('<testsuite name="nightly &lt;1&gt;" tests="2" failures="1" skipped="0" errors="0" time="2">');
  expect(xml).toContain('<testcase classname="nightly &lt;1&gt;" name="A" time="2"><failure message="Failed, exit 3">');
  expect(xml).toContain("a &quot;quoted&quot; \\x07 line &amp; &lt;more&gt;");
});

test("who ends well in a state whose name says that something is wrong has a problem", () => {
  const executionArn = "arn:aws:states:us-east-1:000000000000:execution:nightly:n-1";
  const visited = { visit: 1, event: 2, item: null, itemInput: null, input: null, output: "{}" };
  const endingIn = (...names: readonly string[]) => {
    const left = names.map((state): Fact => {
      const what = { executionArn, state, ...visited, error: null, cause: null, leadsTo: null };
      return { ...told, type: "state", phase: "exited", ...what };
    });
    const { problems } = summaryOf([run, ...left, { ...end, executionArn }]);
    return problems.map(({ kind, state }) => [kind, state]);
  };
  for (const name of ["DegradedSucceeded", "NotifyFailure", "Job failed", "SNAPSHOT_FAILED", "SnapshotStatusError"])
    expect(endingIn("Work", name), name).toEqual([["degraded-success", name]]);
  for (const name of ["Done", "DetectErrors", "FailoverDatabase", "NotifyComplete", "Undegradedness"])
    expect(endingIn("HandleFailure", name), name).toEqual([]);
});
