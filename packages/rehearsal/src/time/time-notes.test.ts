import type { CloudEvent, CommandView } from "@alpha-engine/local-cloud";
import { expect, test } from "vitest";

import { readStart } from "./start-at.ts";
import { createTimeNotes } from "./time-notes.ts";
import { wallReaders } from "./wall-readers.ts";

function command(more: Partial<CommandView>): CommandView {
  const ids = {
    commandId: "c-1",
    instanceId: "i-1",
    instanceTags: {},
    documentName: "AWS-RunShellScript",
    comment: "",
  };
  return { ...ids, script: "", status: "Pending", statusDetails: "Pending", responseCode: -1, requestedAt: 0, ...more };
}

/** What is noted of commands' events, each with the wall's milliseconds. */
function notes(events: readonly (readonly [wallMs: number, event: CloudEvent])[], rate = 1, aheadMs = 0) {
  let wall = 0;
  const all = createTimeNotes({ rate, stateOf: () => "Train", aheadMs: () => aheadMs, wallMs: () => wall });
  for (const [at, event] of events) {
    wall = at;
    all.onCloudEvent(event);
  }
  return all.all();
}

const status = (at: number, more: Partial<CommandView>): CloudEvent => ({
  type: "command-status",
  at,
  command: command(more),
});

test("a limit that struck says the time of the clock, the real one and the rate", () => {
  const events = [
    [0, status(0, {})],
    [100, status(5000, { status: "InProgress" })],
    [60_100, status(65_000, { status: "TimedOut", statusDetails: "ExecutionTimedOut" })],
  ] as const;
  expect(notes(events)).toEqual(["Train: ExecutionTimedOut after 60.0 s on the clock, 60.0 s real, rate 1"]);
});

test("so does a task's own, from when it was scheduled", () => {
  const history = (at: number, event: object): CloudEvent => ({
    type: "history",
    at,
    executionArn: "a",
    event: { ...event },
  });
  const events = [
    [0, history(0, { id: 1, previousEventId: 0, type: "ExecutionStarted" })],
    [0, history(0, { id: 2, previousEventId: 0, type: "TaskStateEntered", stateEnteredEventDetails: { name: "Ask" } })],
    [0, history(0, { id: 3, previousEventId: 2, type: "TaskScheduled" })],
    [5, history(500, { id: 4, previousEventId: 3, type: "TaskStarted" })],
    [50, history(900_000, { id: 5, previousEventId: 4, type: "TaskTimedOut" })],
  ] as const;
  expect(notes(events)).toEqual(["Ask: TaskTimedOut after 900.0 s on the clock, 0.1 s real, rate 1"]);
});

test("a rate above 1 is said, with what it does to limits", () => {
  expect(notes([], 60)).toEqual([
    "everything passed 60 times faster than the wall: a limit on work is so many times stricter",
  ]);
});

test("who may have read the wall's time is named, once, where it is not the cloud's", () => {
  const running = status(0, { status: "InProgress", script: "python3 -m job\necho $EPOCHSECONDS" });
  expect(notes([[0, running]])).toEqual([]);
  expect(
    notes(
      [
        [0, running],
        [1, running],
      ],
      1,
      3_600_000,
    ),
  ).toEqual(["Train: may have read the wall clock, not the cloud's: python, $EPOCHSECONDS"]);
});

test.each([
  ["date +%F; echo $SECONDS; sleep 3", []],
  ["/usr/bin/python3.12 x.py && node build.js", ["python", "node"]],
  ["cd node_modules; cat python.txt", []],
  ["printf '%(%F)T\\n' -1", ["printf %(…)T"]],
  ["age=$(($(date +%s) - $(stat -c %Y lock)))", ["file times (stat)"]],
  ["find /data -mmin -5 -print", ["file times (find)"]],
] as const)("%j names %j", (script, expected) => {
  expect(wallReaders(script)).toEqual(expected);
});

test("an instant has its zone", () => {
  expect(readStart("2026-05-23T09:00Z")).toBe(Date.UTC(2026, 4, 23, 9));
  expect(readStart("2026-05-23T09:00:30+02:00")).toBe(Date.UTC(2026, 4, 23, 7, 0, 30));
  for (const text of ["2026-05-23T09:00", "2026-05-23", "2026-13-23T09:00Z", "tomorrow"]) {
    expect(() => readStart(text)).toThrow("startAt: expected an instant with its zone");
  }
});
