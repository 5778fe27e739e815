import { describe, expect, test } from "vitest";

import { type Invocation, isUncertain, startedOf, UNKNOWN, verdictOf } from "./verdict.ts";

function invocation([status, statusDetails]: readonly [string, string], rest: Partial<Invocation> = {}): Invocation {
  return {
    status,
    statusDetails,
    responseCode: -1,
    elapsed: undefined,
    signal: undefined,
    startedAt: undefined,
    ...rest,
  };
}

describe("the verdict", () => {
  test.each(["Pending", "InProgress", "Delayed", "Cancelling"])("does not fall while a command is %s", (status) => {
    expect(verdictOf(invocation([status, status]), 60)).toBeUndefined();
  });

  test.each([
    [["Success", "Success"], { responseCode: 0 }, "succeeded", 0],
    [["Success", "Success"], { responseCode: 168 }, "succeeded", 0],
    [["Failed", "Failed"], { responseCode: 3 }, "failed", 3],
    [["Failed", "Failed"], { responseCode: 169 }, "failed", 169],
    [["Failed", "Failed"], { signal: 9 }, "failed", 137],
    // The agent or the machine broke down under the script.
    [["Failed", "Failed"], {}, "unknown", 69],
    [["Failed", "Undeliverable"], {}, "unknown", 69],
    [["Failed", "Terminated"], {}, "never-ran", 69],
    [["Failed", "InvalidPlatform"], {}, "never-ran", 69],
    [["Failed", "AccessDenied"], {}, "never-ran", 69],
    [["Cancelled", "Cancelled"], { responseCode: 137 }, "cancelled", 130],
    [["TimedOut", "ExecutionTimedOut"], { responseCode: 137, elapsed: 60.2 }, "timed-out", 124],
    [["TimedOut", "ExecutionTimedOut"], { responseCode: 137 }, "timed-out", 124],
    [["TimedOut", "ExecutionTimedOut"], { responseCode: 137, elapsed: 12 }, "failed", 137],
    [["TimedOut", "DeliveryTimedOut"], {}, "timed-out", 69],
    [["SomethingNew", "SomethingNew"], {}, "unknown", 69],
  ] as const)("on %j with %j is %s, %i", (said, rest, outcome, exitCode) => {
    expect(verdictOf(invocation(said, rest), 60)).toEqual({ outcome, exitCode });
  });

  test("is uncertain with 69, unless the script itself said 69", () => {
    const own = verdictOf(invocation(["Failed", "Failed"], { responseCode: 69 }), 60);
    const lost = verdictOf(invocation(["Failed", "Undeliverable"]), 60);
    expect([own, lost].map((verdict) => verdict && isUncertain(verdict))).toEqual([false, true]);
  });
});

test.each([
  ["yes", ["Failed", "Failed"], { responseCode: 3 }],
  ["yes", ["TimedOut", "ExecutionTimedOut"], { responseCode: 137 }],
  ["yes", ["TimedOut", "DeliveryTimedOut"], { startedAt: "2026-01-31T00:00:00Z" }],
  ["unknown", ["TimedOut", "DeliveryTimedOut"], {}],
  ["unknown", ["Failed", "Undeliverable"], {}],
  ["no", ["Failed", "AccessDenied"], {}],
] as const)("whether it began is %s for %j with %j", (started, said, rest) => {
  const seen = invocation(said, rest);
  expect(startedOf(verdictOf(seen, 60) ?? UNKNOWN, seen)).toBe(started);
});
