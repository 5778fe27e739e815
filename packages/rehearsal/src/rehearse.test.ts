/** @module-tag slow */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { rehearse, type RehearseOptions, type Summary, summarySchema } from "./index.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "verdict-"));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const SEND = "arn:aws:states:::aws-sdk:ssm:sendCommand";
const caught = { Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Caught" }] };
const Caught = { Type: "Pass", End: true };
const send = (instances: string, ...commands: readonly string[]) => ({
  Type: "Task",
  Resource: SEND,
  Parameters: {
    DocumentName: "AWS-RunShellScript",
    "InstanceIds.$": instances,
    Parameters: { commands, executionTimeout: ["600"] },
  },
});
const machine = { boxes: { box: { imageId: "ami-box" } }, images: { "ami-box": { sh: "bash" as const } } };

async function run(states: object, options: Partial<RehearseOptions> = {}): Promise<Summary> {
  const { summary } = await rehearse({
    pipeline: "verdict",
    definition: { StartAt: Object.keys(states)[0] ?? "", States: states } as RehearseOptions["definition"],
    directory,
    ...options,
  });
  return summarySchema.parse(JSON.parse(JSON.stringify(summary)));
}
let files = 0;
/** A module with this text. */
function fileOf(text: string): string {
  const file = join(directory, `module-${++files}.mjs`);
  writeFileSync(file, text);
  return file;
}
const row = (summary: Summary, name: string) => summary.states.find((state) => state.name === name);
const kinds = ({ problems }: Summary) => problems.map(({ kind, state }) => `${kind} ${state ?? "-"}`);

test("states that ask for what is not modelled are refused before the start, all at once, and nothing stays", async () => {
  const ask = (Resource: string, Parameters: object = {}) => ({ Type: "Task", Resource, Parameters, ...caught });
  const inner = {
    StartAt: "In",
    States: { In: { ...ask("arn:aws:states:::glue:startJobRun.sync"), Catch: [], End: true } },
  };
  const states = {
    Ecs: { ...ask("arn:aws:states:::ecs:runTask.sync", { Cluster: "c" }), Next: "Typo" },
    Typo: { ...ask("arn:aws:states:::aws-sdk:ssm:sendComand"), Next: "Call" },
    Call: { ...ask("arn:aws:states:::lambda:invoke", { FunctionName: "gradee:live" }), Next: "Each" },
    Each: { Type: "Map", ItemProcessor: inner, Next: "Hole" },
    Hole: { ...ask("${WorkFunctionArn}"), End: true },
    Caught,
  };
  const functions = { grade: { module: fileOf("export const handler = async () => 1;") } };
  const before = readdirSync(directory);
  const refused = await run(states, { functions }).catch((error: unknown) => error as Error & { code: string });
  expect(refused).toMatchObject({ code: "NOT_MODELLED" });
  expect((refused as Error).message).toBe(`5 states ask for what this cloud does not model:
  Ecs (/States/Ecs/Resource): arn:aws:states:::ecs:runTask.sync
  Typo (/States/Typo/Resource): arn:aws:states:::aws-sdk:ssm:sendComand (did you mean aws-sdk:ssm:sendCommand?)
  Call (/States/Call/Resource): lambda:invoke of the function gradee (did you mean grade?)
  Each.In (/States/Each/ItemProcessor/States/In/Resource): arn:aws:states:::glue:startJobRun.sync
  Hole (/States/Hole/Resource): \${WorkFunctionArn}: unknown, it holds a substitution`);
  expect(readdirSync(directory)).toEqual(before);
});

test("what something stands in for is modelled, by state or by action, and may fail as AWS would", async () => {
  const summary = await run(
    {
      Ecs: {
        Type: "Task",
        Resource: "arn:aws:states:::ecs:runTask.sync",
        Parameters: { TaskDefinition: "t" },
        ResultPath: "$.ecs",
        Next: "Glue",
      },
      Glue: {
        Type: "Task",
        Resource: "arn:aws:states:::glue:startJobRun.sync",
        Parameters: { JobName: "j" },
        ...caught,
        End: true,
      },
      Caught,
    },
    {
      standIns: {
        Ecs: { answer: { ok: 1 } },
        "glue:startJobRun": { throws: { error: "Glue.Broken", cause: "no workers" } },
      },
    },
  );
  expect(summary).toMatchObject({ status: "SUCCEEDED", output: { ecs: { ok: 1 }, error: { Error: "Glue.Broken" } } });
  expect(row(summary, "Glue")).toMatchObject({ status: "FAILED", error: "Glue.Broken", cause: "no workers" });
  expect(kinds(summary)).toEqual(["failed-step Glue"]);
});

test("what shows only at run time ends the run at once, whatever is caught, with its reason", async () => {
  const summary = await run(
    {
      Send: { ...send("$.box", "true"), ...caught, End: true },
      Caught,
    },
    {
      ...machine,
      input: ({ boxIds }) => ({ box: [boxIds["box"]] }),
      definition: {
        StartAt: "Send",
        States: {
          Send: {
            ...send("$.box", "true"),
            Parameters: { DocumentName: "Somebodys-Document", "InstanceIds.$": "$.box" },
            ...caught,
            End: true,
          },
          Caught,
        },
      },
    },
  );
  expect(summary).toMatchObject({ status: "FAILED", error: "States.Runtime" });
  expect(summary.notModelled).toMatchObject([{ state: "Send", asked: "sendCommand" }]);
  expect(row(summary, "Send")).toMatchObject({ status: "FAILED", error: "States.Runtime" });
});

test("a state that fails in its data has failed, and says why", async () => {
  const summary = await run({
    Tell: {
      Type: "Task",
      Resource: "arn:aws:states:::sns:publish",
      Parameters: { "Message.$": "$.nobody" },
      End: true,
    },
  });
  expect(summary.status).toBe("FAILED");
  expect(row(summary, "Tell")).toMatchObject({ status: "FAILED", error: "States.Runtime" });
  expect(row(summary, "Tell")?.cause).toContain("$.nobody");
});

const each = (mode: object) => ({
  Type: "Map",
  ItemsPath: "$.codes",
  ItemSelector: { "code.$": "$$.Map.Item.Value", "box.$": "$.box" },
  ItemProcessor: {
    ...mode,
    StartAt: "Run",
    States: {
      Run: {
        ...send("$.box"),
        Parameters: {
          DocumentName: "AWS-RunShellScript",
          "InstanceIds.$": "$.box",
          Parameters: { "commands.$": "States.Array('echo out of luck >&2', States.Format('exit {}', $.code))" },
        },
        End: true,
      },
    },
  },
  End: true,
});
const input: RehearseOptions["input"] = ({ boxIds }) => ({ box: [boxIds["box"]], codes: [0, 4, 0] });

test.each([
  ["an inline", {}],
  ["a distributed", { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } }],
])("a step in %s Map has one row with how many went well, and what nobody awaited is a problem", async (_, mode) => {
  const summary = await run({ Each: each(mode) }, { ...machine, input });
  expect(summary.status).toBe("SUCCEEDED");
  expect(row(summary, "Run")).toMatchObject({
    status: "FAILED",
    items: {
      ok: 2,
      failed: 1,
      aborted: 0,
      running: 0,
      failures: [{ item: 1, exitCode: 4, lastLines: ["out of luck"] }],
    },
  });
  expect(kinds(summary)).toEqual(["failed-step Run"]);
  expect(summary.problems[0]?.message).toBe("Run failed for 1 of 3 items (exit 4), and nothing asked how it ended");
});

test("an item that was stopped because a sibling failed did not fail; one whose time was up did", async () => {
  const work = fileOf(`export const handler = async ({ word }) => {
    if (word === "broken") throw new RangeError("too far");
    await new Promise((done) => setTimeout(done, 5_000));
  };`);
  const Work = {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: "work", "Payload.$": "$" },
    TimeoutSeconds: 2,
    End: true,
  };
  const Each = {
    Type: "Map",
    ItemsPath: "$.items",
    ItemProcessor: { StartAt: "Work", States: { Work } },
    ...caught,
    End: true,
  };
  const items = async (...words: readonly string[]) => {
    const summary = await run(
      { Each, Caught },
      { functions: { work: { module: work } }, input: { items: words.map((word) => ({ word })) } },
    );
    return row(summary, "Work")?.items;
  };
  expect(await items("slow", "broken")).toMatchObject({
    failed: 1,
    aborted: 1,
    failures: [{ item: 1, error: "RangeError" }],
  });
  expect(await items("slow")).toMatchObject({
    failed: 1,
    aborted: 0,
    failures: [{ item: 0, error: "States.Timeout" }],
  });
});

test("a fault is aimed at every item of a Map, or at one", async () => {
  const good: RehearseOptions["input"] = ({ boxIds }) => ({ box: [boxIds["box"]], codes: [0, 0, 0] });
  const one = await run(
    { Each: each({}) },
    { ...machine, input: good, faults: [{ state: "Run", kind: "fail", item: 2 }] },
  );
  expect(row(one, "Run")?.items).toMatchObject({ ok: 2, failed: 1, failures: [{ item: 2, exitCode: 3 }] });
  expect(one.faults).toEqual([{ state: "Run", kind: "fail", item: 2, injected: true }]);
  const all = await run({ Each: each({}) }, { ...machine, input: good, faults: [{ state: "Run", kind: "fail" }] });
  expect(row(all, "Run")?.items).toMatchObject({ ok: 0, failed: 3 });
});

test("a fault on a function strikes at every attempt", async () => {
  const Call = {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: "good" },
    Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1, IntervalSeconds: 1 }],
    ...caught,
    End: true,
  };
  const functions = { good: { module: fileOf("export const handler = () => 1;") } };
  const summary = await run({ Call, Caught }, { functions, faults: [{ state: "Call", kind: "fail" }] });
  expect(row(summary, "Call")).toMatchObject({ status: "FAILED", attempts: 2, error: "InjectedFault" });
  expect(kinds(summary)).toEqual(["failed-step Call"]);
});

test("a command that nobody awaits runs on, and its end is seen; a mail of success is called what it is", async () => {
  const summary = await run(
    {
      Send: { ...send("$.box", "sleep 1", "echo no disk >&2", "exit 7"), ResultPath: null, Next: "Call" },
      Call: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Parameters: { FunctionName: "broken" },
        ...caught,
        End: true,
      },
      Caught: { Type: "Pass", Next: "Tell" },
      Tell: {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish",
        Parameters: { "TopicArn.$": "$.topic", Subject: "Nightly run succeeded", Message: "all steps" },
        End: true,
      },
    },
    {
      ...machine,
      topics: { alerts: {} },
      functions: {
        broken: { module: fileOf("export const handler = () => { throw new RangeError('too far'); };") },
      },
      input: ({ boxIds, topicArns }) => ({ box: [boxIds["box"]], topic: topicArns["alerts"] }),
    },
  );
  expect(summary.status).toBe("SUCCEEDED");
  expect(row(summary, "Send")).toMatchObject({ status: "FAILED", exitCode: 7, lastLines: ["no disk"] });
  expect(row(summary, "Call")).toMatchObject({ status: "FAILED", error: "RangeError" });
  expect(row(summary, "Call")?.cause).toContain("too far");
  expect(kinds(summary)).toEqual(["failed-step Send", "failed-step Call", "false-success Call"]);
});

test("what fails at the execution's own book-keeping has a row too, and what goes well there has none", async () => {
  const get = (TableName: string) => ({
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:dynamodb:getItem",
    Parameters: { TableName, Key: { id: { S: "1" } } },
  });
  const summary = await run(
    {
      Good: { ...get("locks"), ResultPath: null, Next: "Bad" },
      Bad: { ...get("lokcs"), ...caught, End: true },
      Caught,
    },
    { tables: { locks: { partitionKey: "id:S" } } },
  );
  expect(summary.states.map(({ name, status }) => `${name} ${status}`)).toEqual(["Bad FAILED"]);
  expect(kinds(summary)).toEqual(["failed-step Bad"]);
});

test.each([
  [{ fualts: [] }, "unknown option fualts (did you mean faults?)"],
  [{ faults: [{ state: "A", kind: "fail", itme: 1 }] }, "unknown option faults[0].itme (did you mean item?)"],
  [{ faults: [{ state: "A", kind: "fial" }] }, "there is no fault fial (did you mean fail?)"],
  [{ standIns: { A: { anwser: 1 } } }, "unknown option standIns.A.anwser (did you mean answer?)"],
  [{ boxes: { b: { imageID: "ami" } } }, "unknown option boxes.b.imageID (did you mean imageId?)"],
  [{ buckets: { b: { object: {} } } }, 'buckets.b: unknown key "object" (did you mean objects?)'],
])("%j is refused with the nearest known name", async (wrong, message) => {
  await expect(run({ A: Caught }, wrong as object)).rejects.toThrow(message);
  expect(existsSync(join(directory, "latest"))).toBe(true);
});
