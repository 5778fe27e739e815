/** @module-tag slow */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { rehearsalClock } from "@alpha-engine/asl";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type InvokeCommandInput,
  type InvokeCommandOutput,
  LambdaClient,
  paginateListFunctions,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../testing/cloud.ts";
import type { CloudEvent } from "../../index.ts";

// Interpreters take their time to start on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

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
let count = 0;
export const counts = () => ++count;
`;
const PYTHON = `
import decimal, os
count = 0
def handler(event, context):
    global count
    count += 1
    print("in", context.function_name, event["n"])
    return {"count": count, "n": event["n"], "é": os.environ["GREETING"], "left": context.get_remaining_time_in_millis() > 0}
def fails(event, context):
    raise KeyError("no such key")
def unfit(event, context):
    return {1, 2}
def unusual(event, context):
    return {"bytes": "é".encode(), "price": decimal.Decimal("1.50")}
def crashes(event, context):
    os._exit(7)
`;
const PROGRAM = `
n=0
while read -r line; do
  n=$((n+1)); echo "got $line" >&2
  case $line in *bad*) echo '{"errorType":"Bad","errorMessage":"as asked"}';; *) echo "{\\"n\\":$n}";; esac
done
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lambda-test-"));
  const module = join(folder, "functions.mjs");
  await writeFile(module, CODE);
  await writeFile(join(folder, "app.py"), PYTHON);
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
      counts: { module, handler: "counts" },
      python: { python: "app.handler", folder, environment: { GREETING: "hello" } },
      "python-logged": { python: "app.handler", folder, environment: { GREETING: "hello" } },
      "python-fails": { python: "app.fails", folder },
      "python-unusual": { python: "app.unusual", folder },
      "python-unfit": { python: "app.unfit", folder },
      "python-crashes": { python: "app.crashes", folder },
      "python-lost": { python: "nowhere.handler", folder },
      program: { command: ["bash", "-c", PROGRAM] },
    },
    faults: {
      invocation: (name) => (name === "flaky" ? { errorType: "ServiceDown", errorMessage: "by fault" } : undefined),
    },
  });
  test_.cloud.subscribe((event) => {
    if (event.type !== "call") events.push(event);
  });
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
  expect(Buffer.from(output.LogResult ?? "", "base64").toString()).toMatch(
    /^START RequestId: \S+ Version: \$LATEST\nworking on 21\nEND RequestId: \S+\nREPORT RequestId: \S+\tDuration: \d+\.\d\d ms\t/,
  );
  expect(events.at(-1)).toMatchObject({ type: "function-invoked", functionName: "double" });
});

test("what a function writes is in its group in CloudWatch Logs, in the stream of its process", async () => {
  const logs = new CloudWatchLogsClient({
    endpoint: test_.cloud.endpoint,
    credentials: { accessKeyId: "x", secretAccessKey: "y" },
  });
  const linesOf = async (name: string): Promise<readonly string[]> => {
    const logGroupName = `/aws/lambda/${name}`;
    const { events: logged = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
    for (const { logStreamName } of logged)
      expect(logStreamName).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][\da-f]{32}$/);
    return logged.map(({ message = "" }) => message.replace(/^.*?(?=START|END|REPORT|\tERROR|Task timed)/, ""));
  };
  await invoke("python-logged", { n: 5 });
  const [start, said, end, report] = await linesOf("python-logged");
  expect([start, end].map((line) => line?.split(" ")[0])).toEqual(["START", "END"]);
  expect(said).toBe("in python-logged 5");
  expect(report).toMatch(
    /^REPORT RequestId: \S+\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\t$/,
  );
  await invoke("fails");
  expect((await linesOf("fails"))[1]).toMatch(
    /^\tERROR\tInvoke Error \t\{"errorType":"RangeError","errorMessage":"too much"/,
  );
  await invoke("python-fails");
  expect((await linesOf("python-fails"))[1]).toMatch(/^\[ERROR\] KeyError: 'no such key'\nTraceback .*\n {2}File "/);
  await invoke("hangs");
  expect((await linesOf("hangs"))[1]).toBe("Task timed out after 3.00 seconds\n");
  logs.destroy();
});

test("functions are listed in pages and described, and one that is not there is not", async () => {
  const pages = [];
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda, pageSize: 4 }, {}))
    pages.push(Functions);
  expect(pages.slice(0, -1).map((page) => page.length)).toEqual(pages.slice(0, -1).map(() => 4));
  expect(pages.flat().map(({ FunctionName }) => FunctionName)).toEqual(expect.arrayContaining(["double", "program"]));
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: "python" }));
  expect(Configuration).toMatchObject({
    FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:python",
    Handler: "app.handler",
    State: "Active",
    Timeout: 900,
    Environment: { Variables: { GREETING: "hello" } },
    LoggingConfig: { LogGroup: "/aws/lambda/python" },
  });
  const { Timeout } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "hangs" }));
  expect(Timeout).toBe(3);
  await expect(lambda.send(new GetFunctionCommand({ FunctionName: "nobody" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody",
  });
});

test.each([
  "double:live",
  "function:double:live",
  "000000000000:function:double:live",
  "arn:aws:lambda:us-east-1:000000000000:function:double:live",
])("%s is found", async (name) => {
  const { output } = await invoke(name);
  expect(output).toMatchObject({ StatusCode: 200, ExecutedVersion: "live" });
});

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

test("a process is kept for the invocations that follow, and what it has kept", async () => {
  expect((await invoke("counts")).payload).toBe(1);
  expect((await invoke("counts")).payload).toBe(2);
  const { payload, output } = await invoke("python", { n: 1 }, { LogType: "Tail" });
  expect(payload).toEqual({ count: 1, n: 1, é: "hello", left: true });
  expect(Buffer.from(output.LogResult ?? "", "base64").toString()).toContain("\nin python 1\n");
  expect((await invoke("python", { n: 2 })).payload).toMatchObject({ count: 2 });
  expect([(await invoke("program", {})).payload, (await invoke("program", {})).payload]).toEqual([{ n: 1 }, { n: 2 }]);
});

test("what fails in Python is told as Lambda's runtime for Python tells it", async () => {
  const text = async (name: string): Promise<string> => {
    const { output } = await invoke(name);
    expect(output.FunctionError).toBe("Unhandled");
    return output.Payload?.transformToString() ?? "";
  };
  expect(await text("python-fails")).toMatch(
    /^\{"errorMessage": "'no such key'", "errorType": "KeyError", "requestId": "[0-9a-f-]{36}", "stackTrace": \["  File \\".+app\.py\\", line \d+, in fails\\n    raise KeyError\(\\"no such key\\"\)\\n"\]\}$/,
  );
  expect(JSON.parse(await text("python-unfit"))).toMatchObject({
    errorType: "Runtime.MarshalError",
    errorMessage: "Unable to marshal response: Object of type set is not JSON serializable",
  });
  expect(JSON.parse(await text("python-lost"))).toMatchObject({
    errorType: "Runtime.ImportModuleError",
    errorMessage: "Unable to import module 'nowhere': No module named 'nowhere'",
  });
});

test("what Python returns as bytes or as a decimal number is text or a number", async () => {
  expect((await invoke("python-unusual")).payload).toEqual({ bytes: "é", price: 1.5 });
});

test("what crashed is started anew, and a program says its failures as Lambda's runtimes do", async () => {
  for (const attempt of ["first", "second"]) {
    expect((await invoke("python-crashes")).payload, attempt).toMatchObject({
      errorType: "Runtime.ExitError",
      errorMessage: expect.stringMatching(/ Error: Runtime exited with error: exit status 7$/) as string,
    });
  }
  expect((await invoke("program", "bad")).payload).toEqual({ errorType: "Bad", errorMessage: "as asked" });
});

test("invocations at the same time have processes of their own", async () => {
  const answers = await Promise.all([1, 2, 3].map(async (n) => (await invoke("double", { n })).payload));
  expect(answers).toMatchObject([{ twice: 2 }, { twice: 4 }, { twice: 6 }]);
});

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
    message: "Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody:$LATEST",
  });
  await expect(invoke("arn:aws:lambda:us-east-1:000000000000@function:double")).rejects.toMatchObject({
    name: "ValidationException",
    message: expect.stringContaining("at 'functionName' failed to satisfy constraint") as string,
  });
  await expect(invoke("arn:aws:lambda:eu-west-1:000000000000:function:double")).rejects.toMatchObject({
    message: "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
  });
  await expect(invoke("double:live", {}, { Qualifier: "other" })).rejects.toMatchObject({
    name: "InvalidParameterValueException",
  });
  await expect(invoke("double", "x".repeat(1_048_576), { InvocationType: "Event" })).rejects.toMatchObject({
    name: "RequestTooLargeException",
  });
  const bad = new InvokeCommand({ FunctionName: "double", Payload: "{" });
  await expect(lambda.send(bad)).rejects.toMatchObject({ name: "InvalidRequestContentException" });
});
