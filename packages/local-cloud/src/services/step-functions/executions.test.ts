/** @module-tag slow */
import { CloudWatchLogsClient, CreateLogGroupCommand, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  type LoggingConfiguration,
  type LogLevel,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, expect, test } from "vitest";

import { ROLE, startStepFunctions, type StepFunctionsRig } from "../../../testing/step-functions.ts";

let rig: StepFunctionsRig;
beforeAll(async () => {
  rig = await startStepFunctions();
});
afterAll(() => rig[Symbol.asyncDispose]());

test("an execution's name is taken once, and what cannot be started is refused", async () => {
  const stateMachineArn = await rig.create(
    { Nap: { Type: "Wait", Seconds: 31_000_000, End: true } },
    { TimeoutSeconds: 60_000_000 },
  );
  const hold = rig.cloud.cloud.clock.hold();
  const name = "2026-01-31";
  const first = await rig.sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: "{}" }));
  const same = await rig.sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: "{}" }));
  expect(same.executionArn).toBe(first.executionArn);
  const refused = async (input: object): Promise<string> =>
    await rig.sfn.send(new StartExecutionCommand({ stateMachineArn, ...input })).then(
      () => "started",
      (error: Error) => error.name,
    );
  expect(await refused({ name, input: '{"other":1}' })).toBe("ExecutionAlreadyExists");
  expect(await refused({ name: "no spaces", input: "{}" })).toBe("InvalidName");
  expect(await refused({ input: "{a" })).toBe("InvalidExecutionInput");
  expect(await refused({ stateMachineArn: `${stateMachineArn}-not` })).toBe("StateMachineDoesNotExist");

  await rig.sfn.send(
    new StopExecutionCommand({ executionArn: first.executionArn, error: "Stopped", cause: "by hand" }),
  );
  expect(await rig.sfn.send(new DescribeExecutionCommand({ executionArn: first.executionArn }))).toMatchObject({
    status: "ABORTED",
    error: "Stopped",
    cause: "by hand",
    stopDate: expect.any(Date) as Date,
  });
  hold();
  const { executions = [] } = await rig.sfn.send(
    new ListExecutionsCommand({ stateMachineArn, statusFilter: "ABORTED" }),
  );
  expect(executions.map((each) => each.name)).toEqual([name]);
});

test("the machine's TimeoutSeconds ends an execution as TIMED_OUT", async () => {
  expect(await rig.run({ Nap: { Type: "Wait", Seconds: 100, End: true } }, {}, { TimeoutSeconds: 5 })).toMatchObject({
    status: "TIMED_OUT",
  });
});

test("the history comes in pages, from either end, with or without its data, and as it happens", async () => {
  const executionArn = await rig.start({
    A: { Type: "Pass", Result: { secret: 1 }, Next: "B" },
    B: { Type: "Succeed" },
  });
  await rig.end(executionArn);
  const types: (string | undefined)[] = [];
  let nextToken: string | undefined;
  do {
    const answer = await rig.sfn.send(
      new GetExecutionHistoryCommand({
        executionArn,
        maxResults: 2,
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    types.push(...(answer.events ?? []).map(({ type }) => type));
    nextToken = answer.nextToken;
  } while (nextToken !== undefined);
  expect(types).toEqual([
    "ExecutionStarted",
    "PassStateEntered",
    "PassStateExited",
    "SucceedStateEntered",
    "SucceedStateExited",
    "ExecutionSucceeded",
  ]);
  const { events: last = [] } = await rig.sfn.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1, includeExecutionData: false }),
  );
  expect(last[0]).toMatchObject({
    id: 6,
    type: "ExecutionSucceeded",
    timestamp: expect.any(Date) as Date,
    executionSucceededEventDetails: {},
  });
  expect(last[0]?.executionSucceededEventDetails?.output).toBeUndefined();
  expect(
    rig.events.flatMap((event) =>
      event.type === "history" && event.executionArn === executionArn ? [event.event["type"]] : [],
    ),
  ).toEqual(types);
});

test("a bad definition is refused with its place, a good one can be changed while executions keep theirs", async () => {
  const bad = JSON.stringify({ StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } });
  await expect(
    rig.sfn.send(new CreateStateMachineCommand({ name: "bad", definition: bad, roleArn: ROLE })),
  ).rejects.toMatchObject({
    name: "InvalidDefinition",
    message: expect.stringContaining("at /States/A/Next") as string,
  });
  expect(await rig.sfn.send(new ValidateStateMachineDefinitionCommand({ definition: bad }))).toMatchObject({
    result: "FAIL",
    diagnostics: [
      {
        severity: "ERROR",
        code: "MISSING_TRANSITION_TARGET",
        message: "Missing 'Next' target: B",
        location: "/States/A/Next",
      },
      { severity: "ERROR", code: "MISSING_END_STATE", message: "Workflow has no terminal state" },
    ],
  });

  const executionArn = await rig.start({ Old: { Type: "Succeed" } });
  await rig.end(executionArn);
  const stateMachineArn = executionArn.replace(":execution:", ":stateMachine:").replace(/:[^:]+$/, "");
  await rig.sfn.send(
    new UpdateStateMachineCommand({
      stateMachineArn,
      definition: JSON.stringify({ StartAt: "New", States: { New: { Type: "Succeed" } } }),
    }),
  );
  const { definition = "" } = await rig.sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
  expect(definition).toContain("Old");
  const { stateMachines = [] } = await rig.sfn.send(new ListStateMachinesCommand({}));
  expect(stateMachines.map((each) => each.stateMachineArn)).toContain(stateMachineArn);
  expect((await rig.sfn.send(new ListTagsForResourceCommand({ resourceArn: stateMachineArn }))).tags).toEqual([]);
});

test("a logging configuration has exactly one destination, where anything is to be logged", async () => {
  const create = (name: string, loggingConfiguration: LoggingConfiguration) =>
    rig.sfn.send(
      new CreateStateMachineCommand({
        name,
        definition: JSON.stringify({ StartAt: "A", States: { A: { Type: "Succeed" } } }),
        roleArn: ROLE,
        loggingConfiguration,
      }),
    );
  const logGroupArn = "arn:aws:logs:us-east-1:000000000000:log-group:told:*";
  await expect(
    create("told", { level: "ALL", destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] }),
  ).rejects.toMatchObject({ message: "Invalid Logging Configuration: Log Destination not found." });
  const logs = new CloudWatchLogsClient(rig.clientConfig());
  await logs.send(new CreateLogGroupCommand({ logGroupName: "told" }));
  logs.destroy();
  await create("told", { level: "ALL", destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] });
  await create("silent", {});
  await expect(create("lost", { level: "ERROR" })).rejects.toMatchObject({
    name: "InvalidLoggingConfiguration",
    message: "Invalid Logging Configuration: Must specify exactly one Log Destination.",
  });
});

test("executions are logged to their state machine's group, as far as its level and its wish for data go", async () => {
  const logs = new CloudWatchLogsClient(rig.clientConfig());
  const logged = async (
    level: LogLevel,
    includeExecutionData: boolean,
  ): Promise<readonly Record<string, unknown>[]> => {
    const logGroupName = `/states/${level}-${includeExecutionData}`;
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    const logGroupArn = `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}:*`;
    const { stateMachineArn } = await rig.sfn.send(
      new CreateStateMachineCommand({
        name: `logged-${level}-${includeExecutionData}`,
        definition: JSON.stringify({ StartAt: "No", States: { No: { Type: "Fail", Error: "Unfit" } } }),
        roleArn: ROLE,
        loggingConfiguration: {
          level,
          includeExecutionData,
          destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
        },
      }),
    );
    const { executionArn = "" } = await rig.sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{"n":1}' }));
    await rig.end(executionArn);
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
    expect(events.map(({ logStreamName }) => logStreamName?.split("/").slice(0, 2).join("/"))).toEqual(
      events.map(() => `states/logged-${level}-${includeExecutionData}`),
    );
    return events.map(({ message = "" }) => JSON.parse(message) as Record<string, unknown>);
  };
  const all = await logged("ALL", true);
  expect(all).toMatchObject([
    {
      id: "1",
      type: "ExecutionStarted",
      previous_event_id: "0",
      redrive_count: "0",
      details: { input: '{"n":1}', roleArn: ROLE },
    },
    {
      id: "2",
      type: "FailStateEntered",
      details: { name: "No", input: '{"n":1}', inputDetails: { truncated: false } },
    },
    { id: "3", type: "ExecutionFailed", previous_event_id: "2", details: { error: "Unfit" } },
  ]);
  const errors = await logged("ERROR", false);
  expect(errors.map(({ type, details }) => [type, details])).toEqual([
    ["FailStateEntered", { name: "No" }],
    ["ExecutionFailed", { error: "Unfit" }],
  ]);
  expect((await logged("FATAL", false)).map(({ type }) => type)).toEqual(["ExecutionFailed"]);
  logs.destroy();
});

test("a page goes on behind the entry that the one before ended with, and another list's token is refused", async () => {
  const stateMachineArn = await rig.create({ A: { Type: "Succeed" } });
  const start = (name: string) => rig.sfn.send(new StartExecutionCommand({ stateMachineArn, name }));
  for (const name of ["1", "2", "3"]) await start(name);
  const list = async (nextToken?: string) => {
    const { executions = [], ...more } = await rig.sfn.send(
      new ListExecutionsCommand({ stateMachineArn, maxResults: 2, nextToken }),
    );
    return { names: executions.map(({ name }) => name), nextToken: more.nextToken };
  };
  const first = await list();
  expect(first.names).toEqual(["3", "2"]);
  await start("4");
  expect(await list(first.nextToken)).toEqual({ names: ["1"], nextToken: undefined });
  await expect(rig.sfn.send(new ListStateMachinesCommand({ nextToken: first.nextToken }))).rejects.toMatchObject({
    name: "InvalidToken",
    message: "Invalid Token: 'Invalid token'",
  });
});
