import { expect, test } from "vitest";

import {
  type HistoryEvent,
  interpret,
  interpretRedrive,
  type InterpretOptions,
  type JsonObject,
  type JsonValue,
  type Machine,
  type MapRunNews,
  parse,
  simulatedClock,
  TaskFailure,
} from "../index.ts";

const ARN = "arn:aws:states:us-east-1:000000000000";
const WORK = { Type: "Task", Resource: "arn:aws:lambda:us-east-1:111111111111:function:work", End: true };
const context = {
  execution: { Id: `${ARN}:execution:nightly:one`, Name: "one", RoleArn: "role" },
  stateMachine: { Id: `${ARN}:stateMachine:nightly`, Name: "nightly" },
};

function machineOf(more: JsonObject, states: JsonObject = { Work: WORK }): Machine {
  const Each = {
    Type: "Map",
    Label: "Items",
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: Object.keys(states)[0] ?? "",
      States: states,
    },
    End: true,
    ...more,
  };
  const parsed = parse({ StartAt: "Each", States: { Each } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.machine;
}

/** What was told, in order, and the children by index. */
function listener() {
  const told: MapRunNews[] = [];
  const children = (): { readonly arn: string; readonly events: readonly HistoryEvent[] }[] =>
    told.flatMap((news) => {
      if (news.what !== "child-started") return [];
      const arn = news.executionArn;
      const events = told.flatMap((each) =>
        each.what === "child-event" && each.executionArn === arn ? [each.event] : [],
      );
      return [{ arn, events }];
    });
  const ends = (): string[] => told.flatMap((news) => ("status" in news ? `${news.what} ${news.status}` : []));
  return { told, children, ends, onMapRun: (news: MapRunNews) => void told.push(news) };
}

const failing: InterpretOptions["tasks"] = async ({ parameters }) => {
  if (parameters === "bad") throw new TaskFailure("Bad", "item");
  return parameters;
};

test("each child of a distributed Map is an execution with a history of its own", async () => {
  const { told, children, ends, onMapRun } = listener();
  const machine = machineOf({}, { Two: { Type: "Parallel", Branches: [1, 2].map(branch), End: true } });
  const { status } = await interpret(machine, ["a", "b"], { tasks: failing, onMapRun, context });
  expect(status).toBe("SUCCEEDED");
  const [run] = told;
  expect(run).toMatchObject({
    what: "run-started",
    executionArn: context.execution.Id,
    stateMachineArn: `${ARN}:stateMachine:nightly/Items`,
    mapRunArn: expect.stringMatching(/:mapRun:nightly\/Items:[\da-f-]{36}$/) as string,
  });
  expect(children()).toHaveLength(2);
  for (const { arn, events } of children()) {
    expect(arn).toMatch(/:execution:nightly\/Items:[\da-f-]{36}$/);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, at) => at + 1));
    for (const { id, previousEventId } of events) expect(previousEventId).toBeLessThan(id);
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(["ParallelStateStarted", "LambdaFunctionSucceeded"]),
    );
    expect([events[0]?.type, events.at(-1)?.type]).toEqual(["ExecutionStarted", "ExecutionSucceeded"]);
  }
  expect(ends()).toEqual(["child-ended SUCCEEDED", "child-ended SUCCEEDED", "run-ended SUCCEEDED"]);
});

function branch(number: number): JsonObject {
  return { StartAt: `W${number}`, States: { [`W${number}`]: WORK } };
}

test("a child's context object is that of its own execution", async () => {
  const { children, onMapRun } = listener();
  const look = { Type: "Pass", Parameters: { "id.$": "$$.Execution.Id", "got.$": "$$.Execution.Input" }, End: true };
  const { output } = await interpret(machineOf({}, { Look: look }), [1], { tasks: failing, onMapRun, context });
  expect(output).toEqual([{ id: children()[0]?.arn, got: 1 }]);
});

test("where too much fails the other children are aborted, and a redrive goes on with all that did not succeed", async () => {
  const { told, children, ends, onMapRun } = listener();
  const clock = simulatedClock();
  const slow: InterpretOptions["tasks"] = (request) =>
    new Promise((resolve, reject) =>
      clock.schedule(request.parameters === "slow" ? 5000 : 1000, () => {
        if (request.parameters === "bad") reject(new TaskFailure("Bad"));
        else resolve(request.parameters);
      }),
    );
  const machine = machineOf({});
  const running = interpret(machine, ["good", "bad", "slow"], { tasks: slow, onMapRun, context }, { clock });
  await clock.runUntilIdle();
  const first = await running;
  expect(ends()).toEqual(["child-ended SUCCEEDED", "child-ended FAILED", "child-ended ABORTED", "run-ended FAILED"]);
  expect(children()[2]?.events.at(-1)?.type).toBe("ExecutionAborted");
  told.splice(1 + told.findLastIndex(({ what }) => what === "child-started"));
  const again = await interpretRedrive(machine, first, { tasks: async () => "done", onMapRun }, { clock });
  expect(again).toMatchObject({ status: "SUCCEEDED", output: ["good", "done", "done"] });
  expect(ends()).toEqual(["child-ended SUCCEEDED", "child-ended SUCCEEDED", "run-ended SUCCEEDED"]);
  expect(told.filter(({ what }) => what.endsWith("redriven")).map(({ what }) => what)).toEqual([
    "run-redriven",
    "child-redriven",
    "child-redriven",
  ]);
});

test("a Map Run that runs takes other limits: more at once, and fewer failures", async () => {
  const clock = simulatedClock();
  let atOnce = 0;
  let most = 0;
  const tasks = async (): Promise<JsonValue> => {
    most = Math.max(most, ++atOnce);
    await new Promise<void>((resolve) => clock.schedule(1000, resolve));
    atOnce -= 1;
    throw new TaskFailure("Bad");
  };
  const onMapRun: InterpretOptions["onMapRun"] = (news, update) => {
    if (news.what !== "run-started") return;
    const { mapRunArn } = news;
    clock.schedule(500, () => update(mapRunArn, { maxConcurrency: 3 }));
    clock.schedule(1500, () => update(mapRunArn, { toleratedFailureCount: 2 }));
  };
  const machine = machineOf({ MaxConcurrency: 1, ToleratedFailureCount: 100 });
  const running = interpret(machine, [1, 2, 3, 4, 5, 6, 7, 8], { tasks, onMapRun, context }, { clock });
  await clock.runUntilIdle();
  const { error, stopDate } = await running;
  expect(most).toBe(3);
  expect(error).toBe("States.ExceedToleratedFailureThreshold");
  expect(stopDate.getTime()).toBe(1500);
});
