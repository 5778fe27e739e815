import { setImmediate as turn } from "node:timers/promises";

import { expect, test } from "vitest";

import { interpret, type JsonObject, type Machine, parse, simulatedClock, taskTokens } from "../index.ts";

const ACTIVITY = "arn:aws:states:us-east-1:000000000000:activity:work";

function machineOf(state: JsonObject): Machine {
  const parsed = parse({ StartAt: "Work", States: { Work: { Type: "Task", End: true, ...state } } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.machine;
}

test("an activity waits for a worker, which takes it by polling and ends it by its token", async () => {
  const tokens = taskTokens();
  const running = interpret(
    machineOf({ Resource: ACTIVITY }),
    { job: 1 },
    { tasks: (request) => tokens.wait(request) },
  );
  await turn();
  expect(tokens.poll("arn:aws:states:us-east-1:000000000000:activity:other")).toBeUndefined();
  const taken = tokens.poll(ACTIVITY, "worker-1");
  expect(taken?.input).toEqual({ job: 1 });
  expect(tokens.poll(ACTIVITY)).toBeUndefined();
  expect(tokens.heartbeat(taken?.taskToken ?? "")).toBe(true);
  expect(tokens.succeed(taken?.taskToken ?? "", "done")).toBe(true);
  const { output, history } = await running;
  expect(output).toBe("done");
  expect(history.map(({ type }) => type).slice(2, 5)).toEqual([
    "ActivityScheduled",
    "ActivityStarted",
    "ActivitySucceeded",
  ]);
  expect(history[3]?.activityStartedEventDetails).toEqual({ workerName: "worker-1" });
  expect(tokens.succeed(taken?.taskToken ?? "", "late")).toBe(false);
});

test("an activity that no worker takes times out without having started", async () => {
  const clock = simulatedClock();
  const tokens = taskTokens();
  const running = interpret(
    machineOf({ Resource: ACTIVITY, TimeoutSeconds: 5 }),
    {},
    { tasks: (request) => tokens.wait(request) },
    { clock },
  );
  await clock.runUntilIdle();
  const { error, history } = await running;
  expect(error).toBe("States.Timeout");
  expect(history.map(({ type }) => type)).not.toContain("ActivityStarted");
  expect(tokens.poll(ACTIVITY)).toBeUndefined();
});

test("the token of a callback reaches the parameters, and its failure fails the task", async () => {
  const tokens = taskTokens();
  let sent: unknown;
  const running = interpret(
    machineOf({
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      Parameters: { QueueUrl: "q", MessageBody: { "token.$": "$$.Task.Token" } },
    }),
    {},
    {
      tasks: (request) => {
        sent = request.parameters;
        request.submitted({ MessageId: "m-1" });
        return tokens.wait(request);
      },
    },
  );
  await turn();
  const { token } = (sent as { MessageBody: { token: string } }).MessageBody;
  expect(tokens.fail(token, { error: "Refused", cause: "by hand" })).toBe(true);
  const { history, ...result } = await running;
  expect(result).toMatchObject({ status: "FAILED", error: "Refused", cause: "by hand" });
  expect(history.map(({ type }) => type).slice(2, 6)).toEqual([
    "TaskScheduled",
    "TaskStarted",
    "TaskSubmitted",
    "TaskFailed",
  ]);
});
