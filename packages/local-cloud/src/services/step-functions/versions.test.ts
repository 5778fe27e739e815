/** @module-tag slow */
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineAliasCommand,
  DeleteStateMachineCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  ListStateMachineAliasesCommand,
  ListStateMachineVersionsCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, expect, test } from "vitest";

import { ROLE, startStepFunctions, type StepFunctionsRig } from "../../../testing/step-functions.ts";

let rig: StepFunctionsRig;
beforeAll(async () => {
  rig = await startStepFunctions();
});
afterAll(() => rig[Symbol.asyncDispose]());

const definition = (result: number): string =>
  JSON.stringify({ StartAt: "A", States: { A: { Type: "Pass", Result: result, End: true } } });

const create = async (name: string, more: object = {}): Promise<string> => {
  const input = { name, definition: definition(1), roleArn: ROLE, ...more };
  const { stateMachineArn = "" } = await rig.sfn.send(new CreateStateMachineCommand(input));
  return stateMachineArn;
};
const update = (stateMachineArn: string, result: number, more: object = {}) =>
  rig.sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: definition(result), ...more }));
const publish = async (stateMachineArn: string, more: object = {}) =>
  (await rig.sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn, ...more }))).stateMachineVersionArn ??
  "";
const versions = async (stateMachineArn: string) =>
  (await rig.sfn.send(new ListStateMachineVersionsCommand({ stateMachineArn }))).stateMachineVersions?.map(
    (each) => each.stateMachineVersionArn,
  );
const outputOf = async (stateMachineArn: string): Promise<object> => {
  const { executionArn = "" } = await rig.sfn.send(new StartExecutionCommand({ stateMachineArn }));
  const { output, stateMachineVersionArn, stateMachineAliasArn } = await rig.end(executionArn);
  return { output, stateMachineVersionArn, stateMachineAliasArn };
};

test("a revision is published once, and its version stays as it is", async () => {
  const arn = await create("published", { publish: true, versionDescription: "first" });
  expect(await publish(arn)).toBe(`${arn}:1`);
  const { revisionId } = await update(arn, 2);
  expect(await publish(arn, { revisionId, description: "second" })).toBe(`${arn}:2`);
  expect(await publish(arn, { revisionId })).toBe(`${arn}:2`);
  expect(await versions(arn)).toEqual([`${arn}:2`, `${arn}:1`]);
  const describe = (stateMachineArn: string) => rig.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  expect(await describe(`${arn}:1`)).toMatchObject({
    stateMachineArn: `${arn}:1`,
    name: "published",
    definition: definition(1),
    description: "first",
  });
  expect(await describe(`${arn}:2`)).toMatchObject({ definition: definition(2), revisionId, description: "second" });
  expect(await describe(arn)).toMatchObject({ stateMachineArn: arn, definition: definition(2), revisionId });
  await expect(describe(`${arn}:3`)).rejects.toMatchObject({ name: "StateMachineDoesNotExist" });
});

test("what changes nothing makes no revision, and who publishes another revision is told", async () => {
  const arn = await create("revised");
  expect((await rig.sfn.send(new DescribeStateMachineCommand({ stateMachineArn: arn }))).revisionId).toBeUndefined();
  const { revisionId } = await update(arn, 2);
  expect(revisionId).toEqual(expect.any(String));
  expect((await update(arn, 2)).revisionId).toBe(revisionId);
  const later = await update(arn, 3, { tracingConfiguration: { enabled: true } });
  await expect(publish(arn, { revisionId })).rejects.toMatchObject({
    name: "ConflictException",
    message: `Failed to publish the State Machine version for revision ${revisionId}. The current State Machine revision is ${later.revisionId}.`,
  });
  expect(await versions(arn)).toEqual([]);
  expect(await update(arn, 4, { publish: true, versionDescription: "both" })).toMatchObject({
    stateMachineVersionArn: `${arn}:1`,
  });
  await expect(update(arn, 5, { versionDescription: "alone" })).rejects.toMatchObject({ name: "ValidationException" });
});

test("an execution of a version or an alias runs that version, and is found by it", async () => {
  const arn = await create("started");
  const one = await publish(arn);
  await update(arn, 2);
  const two = await publish(arn);
  await update(arn, 3);
  const route = (stateMachineVersionArn: string, weight: number) => ({ stateMachineVersionArn, weight });
  const { stateMachineAliasArn: alias = "" } = await rig.sfn.send(
    new CreateStateMachineAliasCommand({ name: "live", routingConfiguration: [route(one, 100)] }),
  );
  expect(alias).toBe(`${arn}:live`);
  expect(await outputOf(arn)).toEqual({ output: "3" });
  expect(await outputOf(two)).toEqual({ output: "2", stateMachineVersionArn: two });
  expect(await outputOf(alias)).toEqual({ output: "1", stateMachineVersionArn: one, stateMachineAliasArn: alias });
  await rig.sfn.send(
    new UpdateStateMachineAliasCommand({
      stateMachineAliasArn: alias,
      routingConfiguration: [route(one, 0), route(two, 100)],
    }),
  );
  expect(await outputOf(alias)).toMatchObject({ output: "2", stateMachineVersionArn: two });
  const count = async (stateMachineArn: string): Promise<number | undefined> =>
    (await rig.sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: "SUCCEEDED" }))).executions?.length;
  expect([await count(arn), await count(one), await count(two), await count(alias)]).toEqual([4, 1, 2, 2]);
});

test("an alias names one or two versions, and keeps them from being deleted", async () => {
  const arn = await create("aliased", { publish: true });
  const version = `${arn}:1`;
  const make = (name: string, ...weights: readonly number[]) =>
    rig.sfn.send(
      new CreateStateMachineAliasCommand({
        name,
        routingConfiguration: weights.map((weight) => ({ stateMachineVersionArn: version, weight })),
      }),
    );
  await expect(make("12", 100)).rejects.toMatchObject({ name: "ValidationException" });
  await expect(make("half", 50)).rejects.toMatchObject({ name: "ValidationException" });
  await make("live", 100);
  expect((await make("live", 100)).stateMachineAliasArn).toBe(`${arn}:live`);
  await expect(make("live", 40, 60)).rejects.toMatchObject({
    name: "ValidationException",
    message: `Routing configuration must contain distinct state machine version ARNs. Received: [${version}, ${version}]`,
  });
  await expect(
    rig.sfn.send(
      new CreateStateMachineAliasCommand({
        name: "live",
        description: "another",
        routingConfiguration: [{ stateMachineVersionArn: version, weight: 100 }],
      }),
    ),
  ).rejects.toMatchObject({ name: "ConflictException" });
  expect(
    await rig.sfn.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn: `${arn}:live` })),
  ).toMatchObject({ name: "live", routingConfiguration: [{ stateMachineVersionArn: version, weight: 100 }] });
  expect(
    (await rig.sfn.send(new ListStateMachineAliasesCommand({ stateMachineArn: version }))).stateMachineAliases,
  ).toMatchObject([{ stateMachineAliasArn: `${arn}:live` }]);
  const remove = () => rig.sfn.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: version }));
  await expect(remove()).rejects.toMatchObject({ name: "ConflictException" });
  await rig.sfn.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn: `${arn}:live` }));
  await remove();
  expect(await versions(arn)).toEqual([]);
  await update(arn, 2);
  expect(await publish(arn), "a number is not given again").toBe(`${arn}:2`);
  await rig.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
  expect(await versions(arn)).toEqual([]);
  await expect(outputOf(`${arn}:2`)).rejects.toMatchObject({ name: "StateMachineDoesNotExist" });
});

test("a definition of more than a megabyte is refused", async () => {
  const large = JSON.stringify({ Comment: "x".repeat(1_048_576), ...JSON.parse(definition(1)) });
  await expect(create("large", { definition: large })).rejects.toMatchObject({
    name: "ValidationException",
    message:
      "1 validation error detected: Value at 'definition' failed to satisfy constraint: Member must have length less than or equal to 1048576",
  });
});

test("an execution says which definition it ran, whatever was published since", async () => {
  const arn = await create("described", { publish: true });
  const { executionArn } = await rig.sfn.send(new StartExecutionCommand({ stateMachineArn: `${arn}:1` }));
  expect(await rig.sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    stateMachineArn: arn,
    stateMachineVersionArn: `${arn}:1`,
    executionArn: expect.stringContaining(":execution:described:") as string,
  });
});
