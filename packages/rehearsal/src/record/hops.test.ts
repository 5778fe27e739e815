import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Fact, type StateSummary, summaryOf } from "@alpha-engine/run-record";
import { expect, test } from "vitest";

import { type Ending, Hops } from "./hops.ts";
import type { ScriptTraces } from "./script-hops.ts";
import { readTrail } from "./trail.ts";

const told = { from: "observed", at: null } as const;
const step = {
  name: "Train",
  kind: "ssm",
  status: "FAILED",
  commandId: "own",
  error: "Failed",
  items: null,
} as StateSummary;
const owner = { state: "Train", item: null, attempt: "1", commandId: "own" };
const command = (commandId: string, instanceId: string, status: string, responseCode: number | null): Fact => ({
  ...told,
  type: "command",
  commandId,
  instanceId,
  comment: null,
  status,
  statusDetails: status,
  responseCode,
  folder: null,
  owner: commandId === "own" ? { ...owner, commandId: null } : owner,
});
const facts: readonly Fact[] = [
  command("own", "i-box", "InProgress", null),
  command("boot", "i-spot", "Success", 0),
  command("work", "i-spot", "Failed", 137),
  command("own", "i-box", "Failed", 3),
  {
    ...told,
    type: "state",
    phase: "exited",
    executionArn: null,
    state: "Train",
    visit: 4,
    event: 9,
    item: null,
    itemInput: null,
    input: null,
    output: null,
    error: null,
    cause: null,
    leadsTo: null,
  },
];

const nothing: ScriptTraces = { trail: [], lastLines: [], log: undefined };
const hopsOf = (of: StateSummary, told: readonly Fact[], end: Ending, traces = nothing) =>
  new Hops(told, end, () => traces).of(of);

test("an exit code's way is told hop by hop, and a hop that changed it stands beside the others", () => {
  const hops = hopsOf(step, facts, { status: "FAILED", error: "TrainFailed", arn: "arn" });
  expect(hops.map(({ order, who, code, error, place }) => [order, who, code, error, place])).toEqual([
    [0, "command", 137, "Failed", "command work on i-spot"],
    [1, "command", 3, "Failed", "command own on i-box"],
    [2, "state", null, "Failed", "event 9"],
    [3, "execution", null, "TrainFailed", "arn"],
  ]);
});

test("a step that went well has none, and what is not known says why", () => {
  expect(hopsOf({ ...step, status: "SUCCEEDED" }, facts, { status: "SUCCEEDED", error: null, arn: null })).toEqual([]);
  const running = [command("own", "i-box", "InProgress", null)];
  expect(hopsOf({ ...step, error: null }, running, { status: "TIMED_OUT", error: null, arn: null })).toMatchObject([
    { code: null, unknown: "it had not ended" },
    { unknown: "nothing tells why it failed" },
    { unknown: "the execution names no error" },
  ]);
});

const trailOf = (text: string) => {
  const folder = mkdtempSync(join(tmpdir(), "trail-test-"));
  writeFileSync(join(folder, "trail"), text);
  const trail = readTrail(folder);
  rmSync(folder, { recursive: true });
  return trail;
};
const ended = { status: "FAILED", error: "TrainFailed", arn: "arn" };
const own = [command("own", "i-box", "Failed", 3)];
const said = (traces: Partial<ScriptTraces>, told: readonly Fact[] = own) =>
  summaryOf(hopsOf(step, told, ended, { ...nothing, ...traces })).hops.map(({ hops }) => hops.join(" → "));
const END = "SSM Failed 3 on i-box → state Train Failed → execution TrainFailed";

test("inside a script a code is followed from the program to the line of each bash that handed it on", () => {
  const trail = trailOf(
    [
      "1\t9\t2\t1\t/opt/check.sh\tgrep -q x y",
      "3\t20\t4\t3\t/opt/go.sh\t/usr/bin/python3 -u train.py --days 3",
      "3\t19\t7\t3\t/var/lib/amazon/ssm/x/_script.sh\tbash /opt/go.sh\twith a tab",
      "torn",
    ].join("\n"),
  );
  expect(said({ trail })).toEqual([`python3 train.py exit 3 → go.sh line 4 exit 3 → bash line 7 exit 3 → ${END}`]);
  expect(said({ trail: trail.slice(0, 1) })).toEqual([END]);
});

test("log-capture is a hop of its own, with the place of the log, as bash saw it or as the log says", () => {
  const log = {
    ...told,
    type: "log",
    commandId: "own",
    bucket: "logs",
    key: "a.log",
    exitCode: 3,
    command: "sh go.sh",
  } as const;
  const trail = trailOf("3\t19\t7\t3\t/x/_script.sh\tpython -m lib.ssm_log_capture run -- bash go.sh\n");
  expect(said({ trail, log })).toEqual([`ssm-log-capture exit 3 (s3://logs/a.log) → bash line 7 exit 3 → ${END}`]);
  expect(said({ log })).toEqual([`sh go.sh exit 3 → log-capture exit 3 (s3://logs/a.log) → ${END}`]);
  const another = { ...log, exitCode: null, command: null };
  expect(said({ log: another })).toEqual([END.replace("i-box", "i-box (s3://logs/a.log)")]);
});

test("where nothing was seen, what bash and Python say of themselves tells", () => {
  const unfound = [command("own", "i-box", "Failed", 127)];
  const lastLines = ["/x/0.awsrunShellScript/_script.sh: line 5: aws: command not found"];
  expect(said({ lastLines }, unfound)[0]).toMatch(/^aws exit 127 → bash line 5 exit 127 → SSM Failed 127 on i-box → /);
  expect(said({ lastLines: ["Traceback (most recent call last):", "ValueError: x"] })).toEqual([
    `python exit 3 → ${END}`,
  ]);
});

test("in a Map each item that failed has a way of its own", () => {
  const failure = { commandId: "own", exitCode: 3, commandFolder: null, error: "Failed", cause: null, lastLines: [] };
  const items = {
    ok: 1,
    failed: 2,
    aborted: 0,
    running: 0,
    failures: [
      { ...failure, item: 0 },
      { ...failure, item: 2, commandId: null },
    ],
  };
  const facts = own.map((fact) => ({ ...fact, owner: { ...owner, item: 0, commandId: null } }) as Fact);
  const { hops } = summaryOf(hopsOf({ ...step, items }, facts, ended));
  expect(hops).toEqual([
    { state: "Train", item: 0, hops: END.split(" → ") },
    { state: "Train", item: 2, hops: ["state Train Failed", "execution TrainFailed"] },
  ]);
});
