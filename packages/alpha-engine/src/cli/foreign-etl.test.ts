/** @module-tag slow */
import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

import { type Summary, summarySchema } from "@alpha-engine/rehearsal";
import { describe, expect, test } from "vitest";

import { editedLines } from "../../testing/edited-lines.ts";
import { workplace } from "../../testing/workplace.ts";

const FOREIGN = fileURLToPath(new URL("../../../../examples/foreign/etl/", import.meta.url));
const CONFIG = "alpha-engine.config.ts";
const DEFINITIONS = ["nightly-etl.asl.json", "load-warehouse.asl.json"];

/** A line of the record, as far as it is looked at here. */
interface Fact {
  readonly type: string;
  readonly phase?: string;
  readonly state?: string;
  readonly executionArn?: string | null;
  readonly key?: string;
  readonly bucket?: string;
  readonly functionName?: string;
  readonly errorType?: string | null;
  readonly owner?: { readonly state: string; readonly item: number | null } | null;
}

interface Ran {
  readonly code: number | null;
  readonly stderr: string;
  readonly summary: Summary;
  readonly facts: readonly Fact[];
  /** A file of the run's folder. */
  readonly read: (...path: readonly string[]) => Buffer;
  readonly list: (...path: readonly string[]) => readonly string[];
}

interface Change {
  /** What stands in the configuration in place of what. */
  readonly config?: readonly [string, string];
  readonly files?: Readonly<Record<string, string>>;
}

function rehearsed(words: readonly string[], { config = ["", ""], files = {} }: Change = {}): Ran {
  using place = workplace();
  cpSync(FOREIGN, place.folder, { recursive: true });
  const text = readFileSync(join(FOREIGN, CONFIG), "utf8");
  expect(text).toContain(config[0]);
  place.write({ [CONFIG]: text.replace(...config), ...files });
  const { code, stdout, stderr } = place.run("rehearse", "nightly-etl", "--json", ...words);
  expect(stdout, stderr).toMatch(/^\{/);
  const run = join(place.folder, ".rehearsal", "latest");
  const kept = new Map<string, Buffer>();
  for (const file of readdirSync(run, { recursive: true, withFileTypes: true }))
    if (file.isFile() && !file.parentPath.includes("/instances/"))
      kept.set(join(file.parentPath, file.name).slice(run.length + 1), readFileSync(join(file.parentPath, file.name)));
  return {
    code,
    stderr,
    summary: summarySchema.parse(JSON.parse(stdout)),
    facts: (kept.get("run.ndjson") ?? "")
      .toString()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Fact),
    read: (...path) => kept.get(join(...path)) ?? Buffer.from(`no ${join(...path)}`),
    list: (...path) => [...kept.keys()].filter((file) => file.startsWith(join(...path))).toSorted(),
  };
}

const statusOf = ({ summary }: Ran): Readonly<Record<string, string>> =>
  Object.fromEntries(summary.states.map(({ name, status }) => [name, status]));
const stateOf = ({ summary }: Ran, wanted: string): Summary["states"][number] | undefined =>
  summary.states.find(({ name }) => name === wanted);

const TAKES = { timeout: 240_000 };
const hasAws = spawnSync("aws", ["--version"]).status === 0;

describe.skipIf(!hasAws)("where the AWS CLI is there", () => {
  test(
    "a night goes through: functions, items, a job, another state machine, bash that beats and calls back",
    TAKES,
    () => {
      const ran = rehearsed(["--at", "2026-02-01T03:00Z"]);
      expect([ran.code, ran.summary.status, ran.summary.problems], ran.stderr).toEqual([0, "SUCCEEDED", []]);
      expect(statusOf(ran)).toMatchObject({
        PlanRun: "SUCCEEDED",
        ReadFile: "SUCCEEDED",
        CleanFile: "SUCCEEDED",
        WriteFile: "SUCCEEDED",
        BuildMarts: "SUCCEEDED",
        LoadWarehouse: "SUCCEEDED",
        ExportForPartner: "SUCCEEDED",
        Announce: "SUCCEEDED",
      });
      expect(stateOf(ran, "CleanFile")).toMatchObject({ attempts: 3, items: { ok: 3, failed: 0 } });
      expect(stateOf(ran, "ExportForPartner")).toMatchObject({ exitCode: 0 });

      // Both functions are Python of this machine, and what they print is kept.
      const invoked = ran.facts.filter(({ type }) => type === "function");
      expect(invoked.map(({ functionName = "" }) => functionName).toSorted()).toEqual([
        "etl-clean-file",
        "etl-clean-file",
        "etl-clean-file",
        "etl-plan-run",
      ]);

      // The other state machine is an execution of its own, and its states are told as its own.
      const child = ran.facts.filter(
        ({ executionArn }) => executionArn?.includes(":execution:load-warehouse:load-") === true,
      );
      expect(
        child.flatMap(({ type, phase, state }) => (type === "state" && phase === "entered" ? [state] : [])),
      ).toEqual(["CopyIntoWarehouse", "MarkLoaded"]);
      expect(ran.read("s3", "orders-warehouse", "loaded", "dt=2026-01-31", "_SUCCESS").toString()).toBe("JobId-1");

      // What the Map cleaned, what it wrote of itself, and what bash made of it.
      const clean = ran.list("s3", "orders-lake", "clean");
      expect(clean.map((file) => file.split("/").at(-1))).toEqual(["berlin.csv", "hamburg.csv", "munich.csv"]);
      expect(ran.read(clean[0] ?? "").toString()).toBe("order_id,amount\n1001,19.90\n1002,5.00\n");
      const results = ran.list("s3", "orders-runs", "etl", "20260131").map((file) => file.split("/").at(-1));
      expect(results).toEqual(["SUCCEEDED_0.json", "manifest.json"]);
      const archive = ran.read("s3", "orders-partner", "2026-01-31", "orders.txt.gz");
      expect(gunzipSync(archive).toString().trim().split("\n")).toHaveLength(5);
      expect(JSON.parse(ran.read("sns.jsonl").toString())).toMatchObject({
        subject: "nightly etl done",
        message: "2026-01-31: 5 rows for the partner",
      });

      // Every heartbeat is of the task whose token it has.
      const beats = ran.facts.filter(({ phase }) => phase === "heartbeat");
      expect(new Set(beats.map(({ state }) => state))).toEqual(new Set(["ExportForPartner"]));

      // Whatever wrote an object, the record knows for which state.
      const writers = ran.facts.flatMap(({ type, bucket, key = "", owner }) =>
        type === "object" ? [[`${bucket}/${key.split("/")[0]}`, owner?.state ?? null]] : [],
      );
      expect(writers).toContainEqual(["orders-partner/2026-01-31", "ExportForPartner"]);
      expect(writers).toContainEqual(["orders-warehouse/loaded", "LoadWarehouse"]);
      expect(writers).toContainEqual(["orders-lake/clean", "WriteFile"]);
    },
  );

  test("bash that is gone sends no heartbeat: the task is over at once, and said to be so", TAKES, () => {
    const ran = rehearsed(["--fault", "ExportForPartner:exit:1"]);
    expect([ran.code, ran.summary.status, ran.summary.error], ran.stderr).toEqual([1, "FAILED", "States.Timeout"]);
    expect(ran.summary.time.notes.join("\n")).toContain(
      "ExportForPartner: TaskTimedOut, as no heartbeat came for 120 s, after 120.0 s on the clock",
    );
    expect(statusOf(ran)).toMatchObject({ ExportForPartner: "FAILED", Announce: "NOT_REACHED", Alert: "SUCCEEDED" });
  });

  test("a file that cannot be cleaned is tolerated, and told in the function's own words", TAKES, () => {
    const ran = rehearsed([], { files: { "orders/munich.csv": "order_id,customer\n3001,c-21\n" } });
    expect([ran.code, ran.summary.status], ran.stderr).toEqual([0, "SUCCEEDED"]);
    const [failure, ...more] = stateOf(ran, "CleanFile")?.items?.failures ?? [];
    expect([failure?.item, failure?.error, more]).toEqual([2, "BrokenFile", []]);
    expect(failure?.cause).toMatch(/munich\.csv has no amounts.*clean_file\.py.*raise BrokenFile/s);
    const results = ran.list("s3", "orders-runs", "etl").map((file) => file.split("/").at(-1));
    expect(results).toEqual(["FAILED_0.json", "SUCCEEDED_0.json", "manifest.json"]);
  });
});

test("more items than are tolerated end the Map, and nothing behind it is done", TAKES, () => {
  const ran = rehearsed(["--fault", "CleanFile[0]:lambda:error", "--fault", "CleanFile[2]:lambda:error"]);
  expect([ran.code, ran.summary.status], ran.stderr).toEqual([1, "FAILED"]);
  expect(ran.summary.error).toBe("States.ExceedToleratedFailureThreshold");
  expect(stateOf(ran, "CleanFile")?.items).toMatchObject({ failed: 2 });
  expect(statusOf(ran)).toMatchObject({ BuildMarts: "NOT_REACHED", Alert: "SUCCEEDED" });
});

test("what a function raises in Python is the error, with where it was raised", TAKES, () => {
  const ran = rehearsed(["--input", '{"day":"yesterday"}']);
  expect([ran.code, ran.summary.status, ran.summary.error], ran.stderr).toEqual([1, "FAILED", "ValueError"]);
  expect(ran.summary.cause).toMatch(/Invalid isoformat string: 'yesterday'.*plan_run\.py.*fromisoformat/s);
});

test("a job that fails fails its task with all that is known of it", TAKES, () => {
  const ran = rehearsed([], {
    config: ['JobRunState: "SUCCEEDED"', 'JobRunState: "FAILED", ErrorMessage: "No space left on device"'],
  });
  expect([ran.code, ran.summary.status, ran.summary.error], ran.stderr).toEqual([1, "FAILED", "States.TaskFailed"]);
  expect(JSON.parse(ran.summary.cause ?? "")).toMatchObject({
    JobRunState: "FAILED",
    ErrorMessage: "No space left on device",
  });
  expect(JSON.parse(ran.read("sns.jsonl").toString())).toMatchObject({ subject: "nightly etl failed" });
});

test("a job of the other state machine that fails leads up to the task that started it", TAKES, () => {
  const ran = rehearsed([], { config: ['Status: "SUCCEEDED"', 'Status: "FAILED", StatusReason: "Host terminated"'] });
  expect([ran.code, ran.summary.status, ran.summary.error], ran.stderr).toEqual([1, "FAILED", "States.TaskFailed"]);
  const { Status, Error: error, Cause } = JSON.parse(ran.summary.cause ?? "") as Record<string, string>;
  expect([Status, error]).toEqual(["FAILED", "States.TaskFailed"]);
  expect(Cause).toContain("Host terminated");
  expect(statusOf(ran)).toMatchObject({ LoadWarehouse: "FAILED", ExportForPartner: "NOT_REACHED" });
});

test(
  "its configuration is what init writes with at most ten lines edited, and what init writes is rehearsed at once",
  TAKES,
  () => {
    using place = workplace();
    cpSync(FOREIGN, place.folder, { recursive: true, filter: (path) => !path.endsWith(CONFIG) });
    const made = place.run("init", ...DEFINITIONS);
    expect(made.code, made.stderr).toBe(0);
    const written = readFileSync(join(place.folder, CONFIG), "utf8");
    expect(editedLines(written, readFileSync(join(FOREIGN, CONFIG), "utf8"))).toBeLessThanOrEqual(10);
    const { code, stdout, stderr } = place.run("rehearse", "nightly-etl", "--json");
    expect([code, (JSON.parse(stdout) as Summary).status], stderr).toEqual([0, "SUCCEEDED"]);
  },
);
