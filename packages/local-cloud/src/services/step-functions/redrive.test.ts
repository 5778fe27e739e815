/** @module-tag slow */
import { rm } from "node:fs/promises";

import { rehearsalClock } from "@alpha-engine/asl";
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { afterEach, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../testing/cloud.ts";
import { ROLE } from "../../../testing/step-functions.ts";

let rig: TestCloud;
let sfn: SFNClient;
const restart = async (options: object = {}): Promise<void> => {
  rig = await startTestCloud({ clock: rehearsalClock(), keep: true, ...options });
  const { endpoint, region, environment } = rig.cloud;
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = environment;
  sfn = new SFNClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 });
};
afterEach(() => rig[Symbol.asyncDispose]());

const end = async (executionArn: string | undefined): Promise<DescribeExecutionCommandOutput> => {
  const describe = () => sfn.send(new DescribeExecutionCommand({ executionArn }));
  await until(async () => (await describe()).status !== "RUNNING");
  return await describe();
};

/** Counts up in one state, and reads a parameter that is not there at first in the next. */
const definition = JSON.stringify({
  StartAt: "Count",
  States: {
    Count: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:ssm:putParameter",
      Parameters: { Name: "/count", Value: "x", Type: "String" },
      Next: "Read",
    },
    Read: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:ssm:getParameter",
      Parameters: { Name: "/wanted" },
      ResultSelector: { "value.$": "$.Parameter.Value" },
      End: true,
    },
  },
});

test("a redrive goes on from the state that failed, also after a restart", async () => {
  await restart();
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({ name: "redriven", definition, roleArn: ROLE }),
  );
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
  expect(await end(executionArn)).toMatchObject({
    status: "FAILED",
    error: "Ssm.ParameterNotFoundException",
    redriveStatus: "REDRIVABLE",
    redriveCount: 0,
  });
  const { directory } = rig;
  await rig.cloud.stop();
  await restart({ directory });
  await rig.ssm.send(new PutParameterCommand({ Name: "/wanted", Value: "here", Type: "String" }));
  const { redriveDate } = await sfn.send(new RedriveExecutionCommand({ executionArn }));
  expect(await end(executionArn)).toMatchObject({
    status: "SUCCEEDED",
    output: '{"value":"here"}',
    redriveCount: 1,
    redriveDate,
    redriveStatus: "NOT_REDRIVABLE",
    redriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
  });
  const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events.map(({ type }) => type).filter((type) => /Entered|Redriven|Execution/.test(type ?? ""))).toEqual([
    "ExecutionStarted",
    "TaskStateEntered",
    "TaskStateEntered",
    "ExecutionFailed",
    "ExecutionRedriven",
    "ExecutionSucceeded",
  ]);
  expect(
    (await rig.ssm.send(new GetParameterCommand({ Name: "/count" }))).Parameter?.Version,
    "was not run again",
  ).toBe(1);
  const filtered = async (redriveFilter: "REDRIVEN" | "NOT_REDRIVEN") =>
    (await sfn.send(new ListExecutionsCommand({ stateMachineArn, redriveFilter }))).executions?.length;
  expect([await filtered("REDRIVEN"), await filtered("NOT_REDRIVEN")]).toEqual([1, 0]);
  await expect(sfn.send(new RedriveExecutionCommand({ executionArn }))).rejects.toMatchObject({
    name: "ExecutionNotRedrivable",
  });
  await rm(directory, { recursive: true, force: true });
});

test("versions and aliases are there again after a restart", async () => {
  await restart();
  const made = await sfn.send(
    new CreateStateMachineCommand({
      name: "kept",
      definition,
      roleArn: ROLE,
      publish: true,
      versionDescription: "one",
    }),
  );
  const version = made.stateMachineVersionArn ?? "";
  const routingConfiguration = [{ stateMachineVersionArn: version, weight: 100 }];
  await sfn.send(new CreateStateMachineAliasCommand({ name: "live", routingConfiguration }));
  const { directory } = rig;
  await rig.cloud.stop();
  await restart({ directory });
  expect(await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: version }))).toMatchObject({
    definition,
    description: "one",
  });
  const stateMachineArn = `${made.stateMachineArn}:live`;
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
  expect(await end(executionArn)).toMatchObject({
    stateMachineVersionArn: version,
    stateMachineAliasArn: stateMachineArn,
  });
  await rm(directory, { recursive: true, force: true });
});
