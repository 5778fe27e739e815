import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, expect, test, vi } from "vitest";

import { main } from "./main.ts";

const folder = mkdtempSync(join(tmpdir(), "asl-"));
afterAll(() => rmSync(folder, { recursive: true }));
const stdout = vi.spyOn(process.stdout, "write").mockImplementation(() => true);
const stderr = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
afterEach(() => {
  vi.clearAllMocks();
  process.exitCode = undefined;
});

async function asl(...argv: readonly string[]): Promise<{ code: unknown; out: string; err: string }> {
  await main(argv);
  const text = (spy: typeof stdout): string => spy.mock.calls.map(([chunk]) => String(chunk)).join("");
  return { code: process.exitCode ?? 0, out: text(stdout), err: text(stderr) };
}

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const machine = file("machine.json", {
  StartAt: "Nap",
  States: {
    Nap: { Type: "Wait", Seconds: 86400, Next: "Send" },
    Send: {
      Type: "Task",
      Resource: "arn:aws:states:::sns:publish",
      Parameters: { TopicArn: "arn:aws:sns:us-east-1:111111111111:alerts", Message: "hi" },
      End: true,
    },
  },
});

test("run prints the output on stdout and the history on stderr", async () => {
  const mocks = file("mocks.json", { Send: { return: { MessageId: "m-1" } } });
  const { code, out, err } = await asl("run", machine, "--mocks", mocks);
  expect({ code, out }).toEqual({ code: 0, out: '{"MessageId":"m-1"}\n' });
  expect(err).toMatch(/^ *# +time +event +state +reason\n/);
  expect(err).toMatch(/\n2 +00:00\.000 +WaitStateEntered +Nap\n/);
  expect(err).toMatch(/\n3 +24:00:00\.000 +WaitStateExited +Nap\n/);
  expect(err).toMatch(/\n5 +24:00:00\.000 +TaskScheduled +sns:publish\n/);
});

test("run --json prints the whole result, and a failed execution ends with 1", async () => {
  const mocks = file("fail.json", { Send: { throw: { error: "Boom", cause: "because" } } });
  const { code, out, err } = await asl("run", machine, "--mocks", mocks, "--json");
  expect(JSON.parse(out)).toMatchObject({ status: "FAILED", error: "Boom", cause: "because" });
  expect({ code, err }).toEqual({ code: 1, err: "FAILED: Boom: because\n" });
});

test("run refuses a task without an answer, a file that is not there, an input that is not JSON", async () => {
  expect(await asl("run", machine)).toMatchObject({
    code: 2,
    err: expect.stringContaining("asl: the task Send has no mock for {") as string,
  });
  vi.clearAllMocks();
  expect(await asl("run", join(folder, "none.json"))).toMatchObject({
    code: 2,
    err: expect.stringContaining("none.json cannot be read: ENOENT") as string,
  });
  vi.clearAllMocks();
  expect(await asl("run", machine, "--input", "{a")).toMatchObject({
    code: 2,
    err: "asl: --input must be JSON or a file with it, got {a\n",
  });
});

test("run names every problem of a bad definition with its place", async () => {
  const { code, err } = await asl(
    "run",
    file("bad.json", { StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } }),
  );
  expect({ code, err }).toEqual({
    code: 1,
    err: expect.stringContaining("bad.json#/States/A/Next: UNKNOWN_TARGET:") as string,
  });
});

test("eval prints the value as JSON", async () => {
  expect(
    await asl("eval", "States.Format('{} {}', $.a, $$.b)", "--data", '{"a":1}', "--context", '{"b":[2]}'),
  ).toMatchObject({ code: 0, out: '"1 [2]"\n' });
  vi.clearAllMocks();
  expect(await asl("eval", "States.Format('{}', $.a)")).toMatchObject({
    code: 1,
    err: "asl: The path $.a finds nothing in the data. (check the path, or give data in which it leads somewhere)\n",
  });
});

test("run refuses mocks that nothing can use, and says where and what is expected", async () => {
  const mocks = file("typo.json", { Sent: { return: 1 } });
  expect(await asl("run", machine, "--mocks", mocks)).toMatchObject({
    code: 2,
    err: `asl: ${mocks}: there is a mock for 'Sent', but no state has that name (did you mean Send?) (the tasks are Send)\n`,
  });
  vi.clearAllMocks();
  expect(await asl("run", machine, "--mocks", file("key.json", { Send: { retrun: 1 } }))).toMatchObject({
    code: 2,
    err: expect.stringContaining("Send: there is no 'retrun' in a mock (did you mean return?)") as string,
  });
  vi.clearAllMocks();
  expect(
    await asl("run", machine, "--mocks", file("own.json", { Send: { return: 1 } }), "--case", "Good"),
  ).toMatchObject({
    code: 2,
    err: expect.stringContaining("there is no test case 'Good'") as string,
  });
});

test("run takes the input from a file, and a test case of a MockConfigFile.json", async () => {
  const input = file("input.json", { text: "hi" });
  const mocks = file("MockConfigFile.json", {
    StateMachines: { Mail: { TestCases: { Good: { Send: "Sent" }, Bad: { Send: "Refused" } } } },
    MockedResponses: {
      Sent: { "0": { Return: { MessageId: "m-1" } } },
      Refused: { "0": { Throw: { Error: "SNS.Refused", Cause: "no" } } },
    },
  });
  expect(await asl("run", machine, "--input", input, "--mocks", mocks, "--case", "Good", "--json")).toMatchObject({
    code: 0,
    out: expect.stringContaining('"executionStartedEventDetails":{"input":"{\\"text\\":\\"hi\\"}"') as string,
  });
  vi.clearAllMocks();
  expect(await asl("run", machine, "--mocks", mocks, "--case", "Bad")).toMatchObject({
    code: 1,
    err: expect.stringContaining("FAILED: SNS.Refused: no") as string,
  });
  vi.clearAllMocks();
  expect(await asl("run", machine, "--mocks", mocks)).toMatchObject({
    code: 2,
    err: `asl: ${mocks}: there is more than one test case (choose one of Mail#Good, Mail#Bad)\n`,
  });
});

test("run --coverage tells which states and edges were missed, and which mocks nothing used", async () => {
  const choice = file("choice.json", {
    StartAt: "Which",
    States: {
      Which: { Type: "Choice", Choices: [{ Variable: "$.big", BooleanEquals: true, Next: "Big" }], Default: "Small" },
      Big: {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish",
        Parameters: { Message: "a", TopicArn: "b" },
        End: true,
      },
      Small: { Type: "Succeed" },
    },
  });
  const mocks = file("big.json", { Big: { return: 1 } });
  const { err } = await asl("run", choice, "--input", '{"big":false}', "--mocks", mocks, "--coverage");
  expect(err).toContain(
    [
      "the mock Big was never used",
      "states: 2 of 3 visited",
      "  missed /States/Big",
      "edges: 2 of 3 visited",
      "  missed /States/Which/Choices/0/Next",
      "",
    ].join("\n"),
  );
});

test("the history of a failure tells why", async () => {
  const mocks = file("boom.json", { Send: { throw: { error: "Boom", cause: "because\nof this" } } });
  const { err } = await asl("run", machine, "--mocks", mocks);
  expect(err).toMatch(/TaskFailed +sns:publish +Boom: because of this\n/);
});

test("test-state shows a state's data step by step, as a table or as JSON", async () => {
  const definition = file("steps.json", {
    StartAt: "Send",
    States: {
      Send: {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish",
        Parameters: { "Message.$": "$.text" },
        ResultPath: "$.sent",
        Next: "End",
      },
      End: { Type: "Succeed" },
    },
  });
  const given = ["--state", "Send", "--input", '{"text":"hi"}', "--mock", '{"result":{"MessageId":"m"}}'];
  const { code, out } = await asl("test-state", definition, ...given);
  expect(code).toBe(0);
  expect(out).toBe(
    [
      "status               SUCCEEDED",
      'input                {"text":"hi"}',
      'afterInputPath       {"text":"hi"}',
      'afterParameters      {"Message":"hi"}',
      'result               {"MessageId":"m"}',
      'afterResultSelector  {"MessageId":"m"}',
      'afterResultPath      {"text":"hi","sent":{"MessageId":"m"}}',
      'output               {"text":"hi","sent":{"MessageId":"m"}}',
      "nextState            End",
      "",
    ].join("\n"),
  );
  vi.clearAllMocks();
  expect(JSON.parse((await asl("test-state", definition, ...given, "--json")).out)).toMatchObject({ nextState: "End" });
});

test("test-state ends with 1 where the state fails or cannot be tested, with 2 where the words are wrong", async () => {
  const single = file("single.json", { Type: "Pass", InputPath: "$.nobody", End: true });
  expect(await asl("test-state", single)).toMatchObject({
    code: 1,
    err: "FAILED: States.Runtime: Invalid path '$.nobody' : No results for path: $['nobody']\n",
  });
  vi.clearAllMocks();
  expect(await asl("test-state", single, "--mock", '{"result":1}')).toMatchObject({
    code: 1,
    err: "ValidationException: State type 'Pass' is not supported when a mock is specified\n",
  });
  vi.clearAllMocks();
  expect(await asl("test-state", single, "--stat", "x")).toMatchObject({ code: 2 });
});

test("run reads the items of a distributed Map from a folder, and says that it needs one", async () => {
  const inner = { StartAt: "P", States: { P: { Type: "Pass", End: true } } };
  const ProcessorConfig = { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" };
  const items = (action: string, parameters: object): string =>
    file("items.json", {
      StartAt: "M",
      States: {
        M: {
          Type: "Map",
          ItemReader: { Resource: `arn:aws:states:::s3:${action}`, ...parameters },
          ItemSelector: { "key.$": "$$.Map.Item.Value.Key" },
          ItemProcessor: { ProcessorConfig, ...inner },
          End: true,
        },
      },
    });
  const listing = items("listObjectsV2", { Parameters: { Bucket: "bkt", Prefix: "in/" } });
  expect(await asl("run", listing)).toMatchObject({
    code: 2,
    err: expect.stringContaining(
      "a distributed Map asks for the bucket bkt: give a folder that has it with --s3",
    ) as string,
  });
  vi.clearAllMocks();
  const buckets = join(folder, "buckets");
  mkdirSync(join(buckets, "bkt", "in"), { recursive: true });
  for (const name of ["b.json", "B.json", "ä.json"]) file(join("buckets", "bkt", "in", name), [{ Key: name }]);
  file(join("buckets", "bkt", "other.json"), []);
  const { out } = await asl("run", listing, "--s3", buckets);
  expect(JSON.parse(out)).toEqual([{ key: "in/B.json" }, { key: "in/b.json" }, { key: "in/ä.json" }]);

  const reading = (Bucket: string, Key: string): string =>
    items("getObject", { ReaderConfig: { InputType: "JSON" }, Parameters: { Bucket, Key } });
  vi.clearAllMocks();
  expect(JSON.parse((await asl("run", reading("bkt", "in/b.json"), "--s3", buckets)).out)).toEqual([{ key: "b.json" }]);
  for (const [bucket, key, why] of [
    ["none", "k", "The specified bucket does not exist"],
    ["bkt", "none", "The specified key does not exist."],
    ["bkt", "../../machine.json", "The key ../../machine.json is no file in"],
  ] as const) {
    vi.clearAllMocks();
    expect(await asl("run", reading(bucket, key), "--s3", buckets)).toMatchObject({
      code: 1,
      err: expect.stringContaining(`States.ItemReaderFailed: ${why}`) as string,
    });
  }
  vi.clearAllMocks();
  expect(await asl("run", listing, "--s3", join(folder, "nowhere"))).toMatchObject({ code: 2 });
});

test("run writes the results of a distributed Map into the folder", async () => {
  const ProcessorConfig = { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" };
  const writing = file("writing.json", {
    StartAt: "M",
    States: {
      M: {
        Type: "Map",
        ItemProcessor: { ProcessorConfig, StartAt: "P", States: { P: { Type: "Pass", End: true } } },
        ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "out", Prefix: "results" } },
        End: true,
      },
    },
  });
  mkdirSync(join(folder, "written", "out"), { recursive: true });
  expect(await asl("run", writing, "--input", "[1,2]", "--s3", join(folder, "written"))).toMatchObject({ code: 0 });
  const written = readdirSync(join(folder, "written", "out", "results"), { recursive: true }).map(String);
  expect(written.some((name) => name.endsWith("manifest.json"))).toBe(true);
  expect(written.some((name) => name.endsWith("SUCCEEDED_0.json"))).toBe(true);
});

test("help is an answer", async () => {
  for (const argv of [["--help"], ["run", "--help"], ["test-state", "--help"]]) {
    vi.clearAllMocks();
    const { code, out } = await asl(...argv);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("Usage: asl") as string });
  }
});

test("a command that holds this one gives it its name, and every help says the exit codes", async () => {
  await main(["eval", "States.Nope()"], { name: "alpha-engine asl" });
  expect(String(stderr.mock.calls[0]?.[0])).toMatch(/^alpha-engine asl: unknown function States\.Nope/);
  vi.clearAllMocks();
  for (const command of [[], ["run"], ["eval"], ["test-state"]])
    expect((await asl(...command, "--help")).out).toMatch(/\nExit codes:\n {2}0 +the execution/);
});

test("run --type EXPRESS takes no more than an Express machine does", async () => {
  const waits = file("waits.json", {
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        Parameters: {
          QueueUrl: "https://sqs.us-east-1.amazonaws.com/111111111111/asks",
          "MessageBody.$": "$$.Task.Token",
        },
        End: true,
      },
    },
  });
  const mocks = file("asked.json", { Ask: { return: "yes" } });
  expect(await asl("run", waits, "--mocks", mocks)).toMatchObject({ code: 0, out: '"yes"\n' });
  vi.clearAllMocks();
  expect(await asl("run", waits, "--mocks", mocks, "--type", "EXPRESS")).toMatchObject({
    code: 1,
    err: expect.stringContaining("Express state machine does not support '.waitForTaskToken'") as string,
  });
  vi.clearAllMocks();
  expect(await asl("run", waits, "--type", "EXPRES")).toMatchObject({
    code: 2,
    err: expect.stringContaining("did you mean EXPRESS?") as string,
  });
});
