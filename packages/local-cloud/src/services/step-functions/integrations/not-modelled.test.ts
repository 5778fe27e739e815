import { readdirSync } from "node:fs";

import { afterAll, beforeAll, expect, test } from "vitest";

import { startStepFunctions, type StepFunctionsRig } from "../../../../testing/step-functions.ts";
import { OPERATIONS } from "./answered-operations.ts";
import { modelledResource } from "./modelled-resource.ts";
import { OPTIMISED, SERVICES } from "./services.ts";

let rig: StepFunctionsRig;
beforeAll(async () => {
  rig = await startStepFunctions();
});
afterAll(() => rig[Symbol.asyncDispose]());

const caught = { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }], End: true };
const Caught = { Type: "Pass", End: true };
const ask = (resource: string, parameters: object = {}): object => ({
  Type: "Task",
  Resource: `arn:aws:states:::${resource}`,
  Parameters: parameters,
  ...caught,
});
const send = (DocumentName: string): object =>
  ask("aws-sdk:ssm:sendCommand", { DocumentName, InstanceIds: ["i-00000000000000000"] });

test("what is not modelled ends the execution, whatever is caught, and the cloud says which state asked for what", async () => {
  const asked: readonly (readonly [object, string])[] = [
    [ask("ecs:runTask.sync", { Cluster: "c", TaskDefinition: "t" }), "arn:aws:states:::ecs:runTask.sync"],
    [ask("aws-sdk:rekognition:detectLabels", { Image: {} }), "arn:aws:states:::aws-sdk:rekognition:detectLabels"],
    [ask("aws-sdk:ec2:createImage", { InstanceId: "i-1", Name: "n" }), "arn:aws:states:::aws-sdk:ec2:createImage"],
    [send("Somebodys-Document"), "sendCommand"],
  ];
  for (const [state, what] of asked) {
    const before = rig.events.length;
    const { status, error, executionArn } = await rig.run({ Ask: state, Caught });
    expect({ what, status, error }).toEqual({ what, status: "FAILED", error: "States.Runtime" });
    const told = rig.events.slice(before).filter(({ type }) => type === "not-modelled");
    expect(told.at(-1)).toMatchObject({ asked: what, executionArn, state: "Ask" });
  }
});

test("what AWS has not either is refused with the definition", async () => {
  await expect(rig.run({ Ask: ask("aws-sdk:ssm:sendComand"), Caught })).rejects.toThrow(
    "The resource provided arn:aws:states:::aws-sdk:ssm:sendComand is not recognized",
  );
});

test("in a branch, an iteration and a tolerant distributed Map it ends the execution as well", async () => {
  const inner = { StartAt: "Ask", States: { Ask: ask("ecs:runTask.sync", { TaskDefinition: "t" }), Caught } };
  const distributed = { ...inner, ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } };
  const over = { Type: "Map", ItemsPath: "$.list", ...caught, ItemProcessor: inner };
  const outer = { Caught2: Caught };
  const next = { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught2" }] };
  for (const state of [
    { Type: "Parallel", Branches: [inner], End: true, ...next },
    { ...over, ...next },
    { ...over, ...next, ItemProcessor: distributed, ToleratedFailurePercentage: 100 },
  ]) {
    const { status, error } = await rig.run({ Outer: state, ...outer }, { list: [1, 2] });
    expect({ status, error }).toEqual({ status: "FAILED", error: "States.Runtime" });
  }
});

test("a program that asks for what is not modelled is told of, too", async () => {
  const { endpoint, environment } = rig.cloud.cloud;
  const before = rig.events.length;
  await fetch(endpoint, {
    method: "POST",
    headers: {
      "x-amz-target": "AmazonSSM.ListOpsMetadata",
      "content-type": "application/x-amz-json-1.1",
      authorization: `AWS4-HMAC-SHA256 Credential=${environment["AWS_ACCESS_KEY_ID"] ?? ""}/20260101/us-east-1/ssm/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: "{}",
  });
  expect(rig.events.slice(before)).toMatchObject([
    { type: "not-modelled", asked: "ssm:ListOpsMetadata" },
    { type: "call", outcome: "UnknownOperationException" },
  ]);
});

test("the operations that are said to be modelled are those that answer", () => {
  const answering = rig.cloud.cloud.operations();
  for (const [service, names] of OPERATIONS)
    expect([service, [...names].toSorted()]).toEqual([service, [...(answering.get(service) ?? [])].toSorted()]);
});

test("whether a resource is modelled is answered without a cloud, as the task would answer", () => {
  const models = (resource: string) => modelledResource(resource, ["twice"]);
  const is = (resource: string): string => models(resource).is;
  expect(is("arn:aws:states:::aws-sdk:ssm:sendCommand")).toBe("modelled");
  expect(is("arn:aws:states:::aws-sdk:sfn:startExecution.waitForTaskToken")).toBe("modelled");
  expect(is("arn:aws:states:::lambda:invoke.waitForTaskToken")).toBe("modelled");
  expect(is("arn:aws-us-gov:lambda:us-gov-east-1:000000000000:function:twice:live")).toBe("modelled");
  expect(models("arn:aws:lambda:us-east-1:000000000000:function:twise")).toMatchObject({ nearest: "twice" });
  expect(models("arn:aws:states:::aws-sdk:s3:getObjct")).toMatchObject({ nearest: "aws-sdk:s3:getObject" });
  expect(is("arn:aws:states:::glue:startJobRun.sync")).toBe("not-modelled");
  expect(is("${WorkFunctionArn}")).toBe("unknown");
  expect(is("arn:aws:states:::aws-sdk:constructor:toString")).toBe("not-modelled");
});

test("every action that is said to be modelled has a command in its service's client", async () => {
  for (const [name, { load }] of Object.entries(SERVICES)) {
    const commands = Object.keys(await load()).filter((each) => each.endsWith("Command"));
    const modelled = commands.filter((command) => {
      const action = command.charAt(0).toLowerCase() + command.slice(1, -"Command".length);
      return modelledResource(`arn:aws:states:::aws-sdk:${name}:${action}`).is === "modelled";
    });
    expect([name, modelled.length > 0]).toEqual([name, true]);
  }
  for (const each of OPTIMISED) expect(modelledResource(`arn:aws:states:::${each}`).is).toBe("modelled");
});

test("the operations of the table that is somebody else's are its files", () => {
  const folder = new URL("../../../../node_modules/dynalite/actions/", import.meta.url);
  for (const file of readdirSync(folder)) {
    const action = file.replace(/\.js$/, "");
    expect([action, modelledResource(`arn:aws:states:::aws-sdk:dynamodb:${action}`).is]).toEqual([action, "modelled"]);
  }
});
