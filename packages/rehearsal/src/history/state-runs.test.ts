import { expect, test } from "vitest";

import { dateOf, HistoryReader } from "./state-runs.ts";

const entered = (name: string): object => ({ stateEnteredEventDetails: { name } });
const exited = (name: string): object => ({ stateExitedEventDetails: { name } });
const iteration = (how: string, index: number): object => ({
  [`mapIteration${how}EventDetails`]: { name: "Each", index },
});

/** As AWS links them: the second iteration follows on the last state of the first, and the Map's end on that of the second. */
const EVENTS: readonly (readonly [id: number, previous: number, type: string, details: object])[] = [
  [1, 0, "ExecutionStarted", {}],
  [2, 0, "MapStateEntered", entered("Each")],
  [3, 2, "MapStateStarted", {}],
  [4, 3, "MapIterationStarted", iteration("Started", 0)],
  [5, 4, "PassStateEntered", entered("One")],
  [6, 5, "PassStateExited", exited("One")],
  [7, 6, "MapIterationSucceeded", iteration("Succeeded", 0)],
  [8, 6, "MapIterationStarted", iteration("Started", 1)],
  [9, 8, "ParallelStateEntered", entered("Both")],
  [10, 9, "ParallelStateStarted", {}],
  [11, 10, "PassStateEntered", entered("Left")],
  [12, 11, "PassStateExited", exited("Left")],
  [13, 12, "ParallelStateSucceeded", {}],
  [14, 12, "ParallelStateExited", exited("Both")],
  [15, 14, "MapIterationSucceeded", iteration("Succeeded", 1)],
  [16, 15, "MapStateSucceeded", {}],
  [17, 15, "MapStateExited", exited("Each")],
  [18, 17, "TaskStateEntered", entered("After")],
  [19, 18, "ExecutionFailed", {}],
];

test("each event belongs to its own state's visit, whatever it follows on, and what stands behind a Map is in no item", () => {
  const reader = new HistoryReader();
  const told = EVENTS.map(([id, previousEventId, type, details]) => {
    const run = reader.push({ id, previousEventId, type, timestamp: id, ...details });
    return [id, run?.name, run?.within?.name, run?.item];
  });
  expect(told).toEqual([
    [1, undefined, undefined, undefined],
    ...[2, 3, 4].map((id) => [id, "Each", undefined, undefined]),
    ...[5, 6].map((id) => [id, "One", "Each", 0]),
    ...[7, 8].map((id) => [id, "Each", undefined, undefined]),
    ...[9, 10].map((id) => [id, "Both", "Each", 1]),
    ...[11, 12, 13].map((id) => [id, "Left", "Both", 1]),
    [14, "Both", "Each", 1],
    ...[15, 16, 17].map((id) => [id, "Each", undefined, undefined]),
    ...[18, 19].map((id) => [id, "After", undefined, undefined]),
  ]);
  const exits = reader.runs.map(({ name, exitedAt }) => [name, exitedAt?.getTime()]);
  expect(exits).toEqual([
    ["Each", 17_000],
    ["One", 6000],
    ["Both", 14_000],
    ["Left", 12_000],
    ["After", undefined],
  ]);
});

test.each([1_779_526_800, 1_779_526_800_000, "2026-05-23T09:00:00Z", new Date("2026-05-23T09:00:00Z")])(
  "%j is a time of a history",
  (timestamp) => expect(dateOf(timestamp).toISOString()).toBe("2026-05-23T09:00:00.000Z"),
);
