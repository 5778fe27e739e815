import type {
  Caller,
  CommandView,
  InstanceView,
  LaunchRequest,
  RequestView,
  TaskView,
} from "@alpha-engine/local-cloud";
import { expect, test } from "vitest";

import type { Target } from "../history/owners.ts";
import { taskStates } from "../history/work-states.ts";
import { checkFaults } from "./check-faults.ts";
import { FAULT_KINDS } from "./fault-kinds.ts";
import { readFault } from "./read-fault.ts";
import { readKind } from "./read-kind.ts";
import { type Following, planFaults } from "./state-faults.ts";

const task = (Resource: string, Parameters: object = {}) => ({ Type: "Task", Resource, Parameters });
const send = task("arn:aws:states:::aws-sdk:ssm:sendCommand");
const states = taskStates({
  StartAt: "Backtester",
  States: {
    Backtester: send,
    Research: task("arn:aws:states:::lambda:invoke", { FunctionName: "runner" }),
    Tell: task("arn:aws:states:::sns:publish"),
    Poll: task("arn:aws:states:::aws-sdk:ssm:getCommandInvocation"),
    Note: task("arn:aws-cn:states:::dynamodb:putItem"),
    Nest: task("arn:aws:states:::states:startExecution.sync:2"),
    Wait: task("arn:aws:states:us-east-1:000000000000:activity:a"),
    All: { Type: "Map", ItemProcessor: { StartAt: "Each", States: { Each: send } } },
  },
});

/** What is done for the sake of a state; `commandId` where by its command. */
const on = (state: string, more: Partial<Target> = {}): Target => ({
  state,
  item: undefined,
  taskId: "t",
  commandId: undefined,
  ...more,
});
const by = { kind: "command", commandId: "c", instanceId: "i" } satisfies Caller;
const view = { by } as unknown as CommandView & InstanceView & LaunchRequest;
const around = (target: Target | undefined, more: Partial<Following> = {}): Following => ({
  targetOf: () => target,
  isWork: () => true,
  placeOf: () => ({ place: "spot", hasCheckouts: true, hasOutput: true }),
  now: () => 0,
  taskOf: () => ({ read: [["Payload", "status"]], timeout: undefined }),
  ...more,
});
const plan = (text: string, target: Target | undefined, more?: Partial<Following>) =>
  planFaults(
    [
      readFault(
        text,
        states.map(({ name }) => name),
      ),
    ],
    around(target, more),
    () => {},
  );
const invoking = {
  by: { ...by, state: "Nest" },
  resource: "arn:aws:states:::lambda:invoke",
  parameters: {},
} as unknown as TaskView;
const request = (service: string, operation: string): RequestView => ({ service, operation, count: 1, by });

test("a failing step fails each time, a reclaim happens once, and to a spot instance", () => {
  const { faults } = plan("Backtester:fail", on("Backtester"));
  expect([1, 2].map(() => faults.command?.(view))).toEqual([1, 2].map(() => ({ kind: "exit", code: 3 })));
  const reclaimed = plan("Backtester:reclaim", on("Backtester")).faults;
  expect([1, 2].map(() => reclaimed.command?.(view)?.kind)).toEqual(["reclaim", undefined]);
  const box = plan("Backtester:reclaim", on("Backtester"), {
    placeOf: () => ({ place: "box", hasCheckouts: false, hasOutput: false }),
  });
  expect(box.faults.command?.(view)).toBeUndefined();
  expect(box.report()).toMatchObject([{ injected: false }]);
  expect(plan("Backtester:fail", on("Backtester"), { isWork: () => false }).faults.command?.(view)).toBeUndefined();
});

test("other states are left alone, and what met nothing says why", () => {
  const missed = plan("Backtester:api:throttle:s3:PutObject", on("Research"));
  expect(missed.faults.request?.(request("s3", "PutObject"))).toBeUndefined();
  expect(missed.report()).toMatchObject([{ injected: false, why: "the run never came to its work" }]);
  const other = plan("Backtester:api:throttle:s3:PutObject", on("Backtester"));
  expect(other.faults.request?.(request("ssm", "SendCommand"))).toBeUndefined();
  expect(other.report()[0]?.why).toBe(
    "its work was done, and nothing in it was of that kind (it asked for ssm:SendCommand)",
  );
  expect(plan("Tell:sns:refused", undefined).faults.request?.(request("sns", "Publish"))).toBeUndefined();
});

test("requests are struck operation by operation, as often as is said", () => {
  const { faults } = plan("Backtester:api:throttle*2", on("Backtester"));
  const ask = (operation: string) => faults.request?.(request("ssm", operation))?.kind;
  expect(["A", "B", "A", "A", "B", "B"].map(ask)).toEqual([
    "throttle",
    "throttle",
    "throttle",
    undefined,
    "throttle",
    undefined,
  ]);
  const refused = plan("Backtester:s3:refused", on("Backtester")).faults;
  const put = [1, 2].map(() => refused.request?.(request("s3", "PutObject")));
  expect(put).toMatchObject([1, 2].map(() => ({ code: "AccessDenied", statusCode: 403, message: "Access Denied" })));
  expect(refused.request?.(request("s3", "GetObject"))).toBeUndefined();
});

test("a function fails by its state, and not what the state's commands call", () => {
  expect(plan("Research:fail", on("Research")).faults.invocation?.("runner", {}, by)?.errorType).toBe("InjectedFault");
  const called = plan("Backtester:fail", on("Backtester", { commandId: "c" }));
  expect(called.faults.invocation?.("other", {}, by)).toBeUndefined();
});

test("of a state in a Map all items fail, or the one that was meant", () => {
  const failed = (text: string) =>
    [0, 1, 2].map((item) => plan(text, on("Each", { item })).faults.command?.(view) !== undefined);
  expect(failed("Each:fail")).toEqual([true, true, true]);
  expect(failed("Each[1]:exit:4")).toEqual([false, true, false]);
});

test("a command may be meant on its box alone, or on what was rented", () => {
  const struck = (text: string, place: "box" | "spot") =>
    plan(text, on("Backtester"), {
      placeOf: () => ({ place, hasCheckouts: false, hasOutput: false }),
    }).faults.command?.(view);
  expect(struck("Backtester:exit:9@rented", "box")).toBeUndefined();
  expect(struck("Backtester:exit:9@rented", "spot")).toEqual({ kind: "exit", code: 9 });
  expect(struck("Backtester:ssm:lost:30s@box*2", "box")).toEqual({ kind: "connection-lost", lasts: "30s" });
});

test("every kind comes to something at its moment", () => {
  const argument = { code: ":4", duration: ":90s", operation: ":PutItem", field: ":status", key: ":models/*" };
  for (const { id, takes } of FAULT_KINDS) {
    for (const more of ["", ...(takes === undefined ? [] : [argument[takes]])]) {
      if (id === "exit" && more === "") continue;
      const { faults, report } = plan(`Nest:${id}${more}`, on("Nest"));
      faults.command?.(view);
      const fault = faults.task?.(invoking);
      if (fault?.kind === "answer") fault.change({ StatusCode: 200, Payload: { status: 1 } });
      faults.invocation?.("f", {}, by);
      faults.agent?.(view);
      faults.launch?.({ ...view, lifecycle: "spot" });
      faults.object?.({ bucket: "b", key: "models/a.bin", size: 1, by });
      for (const [service, operation] of [
        ["states", "SendTaskHeartbeat"],
        ["s3", "PutObject"],
        ["sns", "Publish"],
        ["dynamodb", "PutItem"],
        ["lambda", "Invoke"],
      ] as const)
        faults.request?.(request(service, operation));
      expect(report(), `${id}${more}`).toMatchObject([{ injected: true }]);
    }
  }
});

test("STATE:KIND is read whatever the state is called", () => {
  const names = ["A", "A: b", "A:fail", "B[2]", "Do it, now"];
  expect(readFault("A:fail", names)).toEqual({ state: "A", kind: "fail" });
  expect(readFault("A:fail:fail", names)).toEqual({ state: "A:fail", kind: "fail" });
  expect(readFault("A: b:api:throttle:s3:PutObject*3", names)).toEqual({
    state: "A: b",
    kind: "api:throttle:s3:PutObject*3",
  });
  expect(readFault("B[2]:fail", names)).toEqual({ state: "B[2]", kind: "fail" });
  expect(readFault("B[2][1]:fail", names)).toEqual({ state: "B[2]", kind: "fail", item: 1 });
  expect(readFault("Do it, now[0]:exit:4", names)).toEqual({ state: "Do it, now", kind: "exit:4", item: 0 });
  const wrong = (text: string) => () => readFault(text, names);
  expect(wrong("A")).toThrow("A: expected STATE:KIND, as Train:fail");
  expect(wrong("A:fial")).toThrow("there is no fault fial (did you mean fail?)");
  expect(wrong("Do it now:fail")).toThrow("there is no task Do it now (did you mean Do it, now?)");
  expect(wrong("C:ssm:late:20m")).toThrow("there is no task C");
});

test.each([
  ["exit", "expected exit:N, as exit:4"],
  ["exit:256", "expected a code of 0 to 255, got 256"],
  ["ssm:late:soon", "the fault ssm:late:soon:"],
  ["fail:3", "fail takes nothing behind it, got 3"],
  ["api:throttle:putObject", "expected an operation as PutObject or s3:PutObject, got putObject"],
  ["api:throttle@box", "api:throttle strikes no command: without @box"],
  ["ssm:undeliverabel", "there is no fault ssm:undeliverabel (did you mean ssm:undeliverable?)"],
])("%s is refused", (kind, words) => {
  expect(() => readKind(kind)).toThrow(words);
});

test("what cannot be done to a state is refused with what can", () => {
  const aimed = (state: string, kind: string, item?: number) => () =>
    checkFaults([{ state, kind, ...(item === undefined ? {} : { item }) }], states);
  expect(aimed("Backtest", "fail")).toThrow(
    "the fault fail Backtest: there is no such state (did you mean Backtester?); expected one of Backtester, Research",
  );
  expect(aimed("Research", "reclaim")).toThrow(
    "the fault reclaim Research: this state cannot fail in this way; expected one of Backtester, Nest, Each",
  );
  expect(aimed("Tell", "fail")).toThrow("this state cannot fail in this way");
  expect(aimed("Wait", "api:throttle")).toThrow("this state cannot fail in this way");
  expect(aimed("Poll", "exit:4")).toThrow("this state cannot fail in this way");
  for (const [state, kind] of [
    ["Tell", "sns:refused"],
    ["Poll", "api:throttle"],
    ["Note", "ddb:conflict"],
    ["Nest", "reclaim"],
    ["Research", "capacity:dry"],
  ] as const)
    expect(aimed(state, kind)).not.toThrow();
  expect(aimed("Note", "sns:refused")).toThrow("expected one of Backtester, Research, Tell, Nest, Each");
  expect(aimed("Backtester", "fail", 0)).toThrow("Backtester is in no Map and has no items");
  expect(aimed("Each", "fail", 0)).not.toThrow();
});
