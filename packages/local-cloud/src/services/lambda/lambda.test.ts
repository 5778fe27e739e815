/** @module-tag slow */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { rehearsalClock } from "@alpha-engine/asl";
import { InvokeCommand, type InvokeCommandInput, type InvokeCommandOutput, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../testing/cloud.ts";
import type { CloudEvent } from "../../index.ts";

let folder: string;
let test_: TestCloud;
let lambda: LambdaClient;
const events: CloudEvent[] = [];

const CODE = `
export async function handler(event, context) {
  console.log("working on", event.n);
  return { twice: event.n * 2, name: context.functionName, left: context.getRemainingTimeInMillis() > 0, greeting: process.env.GREETING, endpoint: process.env.AWS_ENDPOINT_URL };
}
export async function fails() { throw new RangeError("too much"); }
export async function exits() { process.exit(3); }
export async function hangs() { await new Promise((resolve) => setTimeout(resolve, 60_000)); }
export const nothing = () => undefined;
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lambda-test-"));
  const module = join(folder, "functions.mjs");
  await writeFile(module, CODE);
  await writeFile(join(folder, "broken.mjs"), "this is not JavaScript");
  test_ = await startTestCloud({
    clock: rehearsalClock({ rate: 10 }),
    functions: {
      double: { module, environment: { GREETING: "hello" } },
      fails: { module, handler: "fails" },
      exits: { module, handler: "exits" },
      hangs: { module, handler: "hangs", timeout: 3 },
      nothing: { module, handler: "nothing" },
      absent: { module, handler: "absent" },
      broken: { module: join(folder, "broken.mjs") },
      flaky: { module },
    },
    faults: {
      invocation: (name) => (name === "flaky" ? { errorType: "ServiceDown", errorMessage: "by fault" } : undefined),
    },
  });
  test_.cloud.subscribe((event) => events.push(event));
  lambda = new LambdaClient({
    endpoint: test_.cloud.endpoint,
    credentials: { accessKeyId: "x", secretAccessKey: "y" },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  await test_[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function invoke(
  FunctionName: string,
  event: unknown = { n: 21 },
  input: Partial<InvokeCommandInput> = {},
): Promise<{ output: InvokeCommandOutput; payload: unknown }> {
  const output = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event), ...input }));
  const text = output.Payload?.transformToString() ?? "";
  return { output, payload: text === "" ? undefined : (JSON.parse(text) as unknown) };
}

test("a function runs in a process of its own, with its event, context and environment", async () => {
  const { output, payload } = await invoke("double", { n: 21 }, { LogType: "Tail" });
  expect(payload).toEqual({
    twice: 42,
    name: "double",
    left: true,
    greeting: "hello",
    endpoint: test_.cloud.endpoint,
  });
  expect(output).toMatchObject({ StatusCode: 200, ExecutedVersion: "$LATEST" });
  expect(output.FunctionError).toBeUndefined();
  expect(Buffer.from(output.LogResult ?? "", "base64").toString()).toBe("working on 21\n");
  expect(events.at(-1)).toMatchObject({ type: "function-invoked", functionName: "double" });
});

test.each(["double:live", "arn:aws:lambda:us-east-1:000000000000:function:double:live"])(
  "%s is found",
  async (name) => {
    const { output } = await invoke(name);
    expect(output).toMatchObject({ StatusCode: 200, ExecutedVersion: "live" });
  },
);

test.each([
  ["fails", { errorType: "RangeError", errorMessage: "too much", trace: [expect.stringContaining("RangeError")] }],
  ["exits", { errorType: "Runtime.ExitError", errorMessage: /Error: Runtime exited with error: exit status 3$/ }],
  ["hangs", { errorType: "Sandbox.Timedout", errorMessage: /Error: Task timed out after 3\.00 seconds$/ }],
  ["absent", { errorType: "Runtime.HandlerNotFound", errorMessage: "absent is undefined or not exported" }],
  ["broken", { errorType: "Runtime.ImportModuleError" }],
  ["flaky", { errorType: "ServiceDown", errorMessage: "by fault" }],
])(
  "%s ends as Lambda says it",
  async (name, { errorType, errorMessage }: { errorType: string; errorMessage?: unknown }) => {
    const { output, payload } = await invoke(name);
    expect([output.StatusCode, output.FunctionError]).toEqual([200, "Unhandled"]);
    const message = errorMessage instanceof RegExp ? (expect.stringMatching(errorMessage) as unknown) : errorMessage;
    expect(payload).toMatchObject({ errorType, ...(message === undefined ? {} : { errorMessage: message }) });
    expect(events.at(-1)).toMatchObject({ type: "function-invoked", functionName: name, errorType });
  },
);

test("a handler that returns nothing answers null", async () => {
  expect((await invoke("nothing")).payload).toBeNull();
});

test("an event is accepted at once and run afterwards, a dry run is not run", async () => {
  const before = events.length;
  expect((await invoke("double", {}, { InvocationType: "DryRun" })).output.StatusCode).toBe(204);
  expect((await invoke("double", {}, { InvocationType: "Event" })).output.StatusCode).toBe(202);
  await until(() => events.length > before);
  expect(events.slice(before).map(({ type }) => type)).toEqual(["function-invoked"]);
});

test("a function that is not there, and a payload that is not JSON, are refused", async () => {
  await expect(invoke("nobody")).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody",
  });
  const bad = new InvokeCommand({ FunctionName: "double", Payload: "{" });
  await expect(lambda.send(bad)).rejects.toMatchObject({ name: "InvalidRequestContentException" });
});
