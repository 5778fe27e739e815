import type { CommandView } from "@alpha-engine/local-cloud";
import { expect, test } from "vitest";

import type { Target } from "../history/owners.ts";
import type { WorkState } from "../history/work-states.ts";
import { checkFaults } from "./check-faults.ts";
import { planFaults } from "./state-faults.ts";

const states: readonly WorkState[] = [
  {
    name: "Backtester",
    kind: "ssm",
    functionName: undefined,
    gates: [],
    branch: undefined,
    inMap: false,
    isBookkeeping: false,
  },
  {
    name: "Research",
    kind: "lambda",
    functionName: "runner",
    gates: [],
    branch: undefined,
    inMap: false,
    isBookkeeping: false,
  },
  {
    name: "Tell",
    kind: "sns",
    functionName: undefined,
    gates: [],
    branch: undefined,
    inMap: false,
    isBookkeeping: false,
  },
];
const command = {} as CommandView;
const on = (state: string, item?: number): Target => ({ state, item, taskId: "t", commandId: "c" });

test("a failing step fails each time, a reclaim happens once", () => {
  const failing = planFaults(
    [{ state: "Backtester", kind: "fail" }],
    states,
    {
      targetOfCommand: () => on("Backtester"),
      targetOf: () => undefined,
      isRented: () => true,
    },
    () => {},
  );
  expect([1, 2].map(() => failing.faults.command?.(command))).toEqual([
    { kind: "exit", code: 3 },
    { kind: "exit", code: 3 },
  ]);
  const reclaimed = planFaults(
    [{ state: "Backtester", kind: "reclaim" }],
    states,
    {
      targetOfCommand: () => on("Backtester"),
      targetOf: () => undefined,
      isRented: () => true,
    },
    () => {},
  );
  expect([1, 2].map(() => reclaimed.faults.command?.(command)?.kind)).toEqual(["reclaim", undefined]);
});

test("other steps are left alone, and a fault that met nothing says so", () => {
  const plan = planFaults(
    [{ state: "Backtester", kind: "fail" }],
    states,
    {
      targetOfCommand: () => on("Parity"),
      targetOf: () => undefined,
      isRented: () => true,
    },
    () => {},
  );
  expect(plan.faults.command?.(command)).toBeUndefined();
  expect(plan.report()).toEqual([{ state: "Backtester", kind: "fail", injected: false }]);
});

test("a function fails by its state's name", () => {
  const plan = planFaults(
    [{ state: "Research", kind: "fail" }],
    states,
    { targetOfCommand: () => undefined, targetOf: () => on("Research"), isRented: () => true },
    () => {},
  );
  expect(plan.faults.invocation?.("other", {})).toBeUndefined();
  expect(plan.faults.invocation?.("runner", {})?.errorType).toBe("InjectedFault");
});

test("what cannot be done to a state is refused with what can", () => {
  const plan = (state: string, kind: "fail" | "reclaim") => () => checkFaults([{ state, kind }], states);
  expect(plan("Backtest", "fail")).toThrow(
    "the fault fail Backtest: there is no such state (did you mean Backtester?); expected one of Backtester, Research",
  );
  expect(plan("Research", "reclaim")).toThrow(
    "the fault reclaim Research: this state cannot fail in this way; expected one of Backtester",
  );
  expect(plan("Tell", "fail")).toThrow("this state cannot fail in this way");
});

test("of the states that call one function the one fails that was meant", () => {
  const twice: readonly WorkState[] = ["Ask", "AskAgain"].map((name) => ({
    name,
    kind: "lambda",
    functionName: "runner",
    gates: [],
    branch: undefined,
    inMap: false,
    isBookkeeping: false,
  }));
  const at = { now: "Ask" };
  const plan = planFaults(
    [{ state: "AskAgain", kind: "fail" }],
    twice,
    {
      targetOfCommand: () => undefined,
      targetOf: () => on(at.now),
      isRented: () => true,
    },
    () => {},
  );
  expect(plan.faults.invocation?.("runner", {})).toBeUndefined();
  at.now = "AskAgain";
  expect(plan.faults.invocation?.("runner", {})).toMatchObject({ errorType: "InjectedFault" });
});

test("a box that was not rented is not reclaimed", () => {
  const plan = planFaults(
    [{ state: "Backtester", kind: "reclaim" }],
    states,
    {
      targetOfCommand: () => on("Backtester"),
      targetOf: () => undefined,
      isRented: () => false,
    },
    () => {},
  );
  expect(plan.faults.command?.(command)).toBeUndefined();
  expect(plan.report()).toMatchObject([{ injected: false }]);
});

const each: WorkState = {
  name: "Each",
  kind: "ssm",
  functionName: undefined,
  gates: [],
  branch: undefined,
  inMap: true,
  isBookkeeping: false,
};

test("of a state in a Map all items fail, or the one that was meant", () => {
  const failed = (item?: number): readonly boolean[] =>
    [0, 1, 2].map((at) => {
      const following = { targetOfCommand: () => on("Each", at), targetOf: () => undefined };
      const fault = { state: "Each", kind: "fail" as const, ...(item === undefined ? {} : { item }) };
      const around = { ...following, isRented: () => false };
      return planFaults([fault], [each], around, () => {}).faults.command?.(command) !== undefined;
    });
  expect(failed()).toEqual([true, true, true]);
  expect(failed(1)).toEqual([false, true, false]);
  expect(() => checkFaults([{ state: "Backtester", kind: "fail", item: 0 }], states)).toThrow(
    "the fault fail Backtester[0]: Backtester is in no Map and has no items",
  );
});
