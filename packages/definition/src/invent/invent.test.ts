import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { readDefinitions } from "../files/read-definitions.ts";
import { readDefinition } from "../read/read-definition.ts";
import { functionName } from "../tree/service-call.ts";
import { invent, type Invented } from "./invent.ts";

const LAMBDA = "arn:aws:states:::lambda:invoke";
const invented = (definition: object): Promise<Invented> => invent(readDefinition(definition).tree);
const task = (more: object): object => ({
  Type: "Task",
  Resource: LAMBDA,
  Parameters: { FunctionName: "work" },
  ...more,
});

test("an answer has exactly the fields that later states read, with what leads to the good end", async () => {
  const { answers, outcome } = await invented({
    StartAt: "Grade",
    States: {
      Grade: task({ ResultSelector: { "grade.$": "$.Payload" }, ResultPath: "$.graded", Next: "Is it good" }),
      "Is it good": {
        Type: "Choice",
        Choices: [
          { Variable: "$.graded.grade.status", StringEquals: "error", Next: "Bad" },
          {
            And: [
              { Variable: "$.graded.grade.status", StringEquals: "ok" },
              { Variable: "$.graded.grade.points", NumericGreaterThan: 10 },
            ],
            Next: "Tell",
          },
        ],
        Default: "Bad",
      },
      Tell: { Type: "Pass", Parameters: { "of.$": "$.graded.grade.pupils[1].name" }, End: true },
      Bad: { Type: "Fail" },
    },
  });
  expect(outcome).toMatchObject({ status: "SUCCEEDED", entered: ["Grade", "Is it good", "Tell"] });
  expect(answers.get("Grade")?.value).toEqual({
    Payload: { status: "ok", points: 11, pupils: [{ name: "name" }, { name: "name" }] },
  });
});

test("JSONata: what is assigned, mapped and merged is followed to the answer that it came from", async () => {
  const { input, answers, outcome } = await invented({
    QueryLanguage: "JSONata",
    StartAt: "List",
    States: {
      List: {
        Type: "Task",
        Resource: LAMBDA,
        Arguments: { FunctionName: "work" },
        Assign: { files: "{% $states.result.Payload.files %}" },
        Next: "Enough",
        Output: "{% $merge([$states.input, { 'state': $states.result.Payload.state }]) %}",
      },
      Enough: {
        Type: "Choice",
        Choices: [{ Condition: "{% $states.input.state = 'READY' and $count($files) > 0 %}", Next: "Each" }],
        Default: "Not yet",
      },
      Each: { Type: "Pass", Output: "{% $map($files, function($f) { $f.size * 2 }) %}", Next: "Day" },
      Day: { Type: "Pass", Output: "{% $states.context.Execution.Input.run_date %}", End: true },
      "Not yet": { Type: "Fail" },
    },
  });
  expect(outcome?.status).toBe("SUCCEEDED");
  expect(input).toEqual({ run_date: "2026-01-31" });
  expect(answers.get("List")?.value).toEqual({ Payload: { files: [{ size: 1 }], state: "READY" } });
});

test("what a definition gives itself, a default or a flag that skips work is not asked of the caller", async () => {
  const { input, inputFields } = await invented({
    StartAt: "Has it a date",
    States: {
      "Has it a date": {
        Type: "Choice",
        Choices: [{ Variable: "$.run_date", IsPresent: true, Next: "Skip it" }],
        Default: "Today",
      },
      Today: { Type: "Pass", Result: "2026-01-01", ResultPath: "$.run_date", Next: "Skip it" },
      "Skip it": {
        Type: "Choice",
        Choices: [
          {
            And: [
              { Variable: "$.skip_work", IsPresent: true },
              { Variable: "$.skip_work", BooleanEquals: true },
            ],
            Next: "Done",
          },
        ],
        Default: "Work",
      },
      Work: task({ Parameters: { FunctionName: "work", "Payload.$": "$.what" }, ResultPath: null, Next: "Done" }),
      Done: { Type: "Succeed" },
    },
  });
  expect(input).toEqual({ what: "what" });
  expect(inputFields.map(({ keys }) => keys.join("."))).toEqual(["run_date", "skip_work", "what"]);
});

test("an answer of a service that is modelled is of its shape, a callback's is what is read of it", async () => {
  const { answers } = await invented({
    StartAt: "Poll",
    States: {
      Poll: {
        ...task({ ResultPath: "$.poll", Next: "Is it done" }),
        Resource: "arn:aws:states:::aws-sdk:glue:getJobRun",
        Parameters: { JobName: "job", RunId: "run" },
      },
      "Is it done": {
        Type: "Choice",
        Choices: [{ Variable: "$.poll.JobRun.JobRunState", StringEquals: "SUCCEEDED", Next: "Ask" }],
        Default: "Rest",
      },
      Rest: { Type: "Wait", Seconds: 60, Next: "Poll" },
      Ask: {
        ...task({ Next: "Use" }),
        Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        Parameters: { QueueUrl: "https://sqs.example/q", MessageBody: { "token.$": "$$.Task.Token" } },
      },
      Use: { Type: "Pass", Parameters: { "by.$": "$.approved_by" }, End: true },
    },
  });
  expect(answers.get("Poll")?.value).toEqual({ JobRun: { JobRunState: "SUCCEEDED" } });
  expect(answers.get("Ask")?.value).toEqual({ approved_by: "approved_by" });
});

const PRODUCTION = fileURLToPath(new URL("../../../../../shared/definitions/production/", import.meta.url));

test("what a service is handed is of the kind that it takes", async () => {
  const { tree } = readDefinition({
    StartAt: "Put",
    States: {
      Put: {
        Type: "Task",
        Resource: "arn:aws:states:::dynamodb:putItem",
        Parameters: { TableName: "t", Item: { "id.$": "$.id", n: { "N.$": "$.rows" }, at: { "S.$": "$.note" } } },
        ResultPath: null,
        Next: "Stop",
      },
      Stop: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:ec2:stopInstances",
        Parameters: { "InstanceIds.$": "$.machines", "Force.$": "$.hard" },
        End: true,
      },
    },
  });
  expect((await invent(tree)).input).toEqual({
    id: "id-1",
    rows: "1",
    note: "note",
    machines: [expect.any(String)],
    hard: expect.any(Boolean) as unknown,
  });
});

test.skipIf(!existsSync(PRODUCTION))(
  "the production definitions (needs ../shared): each goes to its good end; of 13 functions 3 are read, 6 fields",
  { timeout: 60_000 },
  async () => {
    for (const name of ["saturday", "weekday", "eod"]) {
      const { found } = await readDefinitions(`${PRODUCTION}${name}.json`);
      for (const { tree } of found) {
        const { outcome, answers, input } = await invent(tree);
        expect(outcome?.status, name).toBe("SUCCEEDED");
        if (name !== "saturday") continue;
        expect(input).toEqual({ pipeline_role: "daily", ec2_instance_id: ["i-0123456789abcdef0"] });
        const fields = new Map<string, Set<string>>();
        for (const { path, call } of tree.states) {
          if (call?.service !== "lambda") continue;
          const called = functionName(call) ?? "";
          const own = fields.get(called) ?? new Set();
          fields.set(called, own);
          for (const { keys } of answers.get(path)?.fields ?? []) if (keys.length > 1) own.add(keys.join("."));
        }
        const read = [...fields.values()].filter(({ size }) => size > 0);
        expect([fields.size, read.length, read.flatMap((own) => [...own]).length]).toEqual([13, 3, 6]);
      }
    }
  },
);

const send = (more: object): object => ({
  StartAt: "Send",
  States: { Send: { Type: "Task", Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand", ...more, End: true } },
});
const one = "i-0123456789abcdef0";

test.each([
  [send({ Parameters: { DocumentName: "d", "InstanceIds.$": "$.box" } }), [one]],
  [send({ Parameters: { DocumentName: "d", "InstanceIds.$": "States.Array($.box)" } }), one],
  [send({ QueryLanguage: "JSONata", Arguments: { InstanceIds: ["{% $states.input.box %}"] } }), one],
  [send({ QueryLanguage: "JSONata", Arguments: { InstanceIds: "{% $states.input.box %}" } }), [one]],
  [send({ QueryLanguage: "JSONata", Arguments: { InstanceIds: "{% [$states.input.box] %}" } }), one],
])(
  "what a field is given as decides what it is, a list or one of it, whatever it is called: %j",
  async (definition, box) => {
    expect((await invented(definition)).input).toEqual({ box });
  },
);

test("what goes round and takes all that was there along has an end", async () => {
  /** Branches that each end with all that they were given, in a loop, so that what comes round holds what came round before. */
  const loop = (name: string, deeper: number): object => ({
    StartAt: `${name}Work`,
    States: {
      [`${name}Work`]: task({ ResultPath: `$.${name}`, Next: `${name}All` }),
      [`${name}All`]: {
        Type: "Parallel",
        Branches:
          deeper === 0
            ? [leaf(`${name}1`), leaf(`${name}2`)]
            : [loop(`${name}1`, deeper - 1), loop(`${name}2`, deeper - 1)],
        ResultPath: `$.${name}All`,
        Next: `${name}Again`,
      },
      [`${name}Again`]: {
        Type: "Choice",
        Choices: [{ Variable: `$.${name}.Payload.again`, BooleanEquals: true, Next: `${name}Work` }],
        Default: `${name}End`,
      },
      [`${name}End`]: { Type: "Pass", End: true },
    },
  });
  const leaf = (name: string): object => ({
    StartAt: name,
    States: { [name]: task({ ResultPath: `$.${name}`, End: true }) },
  });
  const { outcome } = await invented(loop("A", 2));
  expect(outcome).toBeDefined();
});

test("what checks all of an input at once is satisfied, and nothing more is made up", async () => {
  const flags = ["skip_load", "dry_run", "force"];
  const { tree } = readDefinition({
    StartAt: "Defaults",
    States: {
      Defaults: {
        Type: "Pass",
        Parameters: {
          defaults: { box: null, ...Object.fromEntries(flags.map((flag) => [flag, false])) },
        },
        Next: "Merge",
      },
      Merge: {
        Type: "Pass",
        Parameters: { "all.$": "States.JsonMerge($.defaults, $$.Execution.Input, false)" },
        OutputPath: "$.all",
        Next: "Count",
      },
      Count: { Type: "Pass", Parameters: { "n.$": "States.ArrayLength($.*)" }, ResultPath: "$.keys", Next: "Check" },
      Check: {
        Type: "Choice",
        Choices: [
          {
            Or: [
              { Not: { Variable: "$.keys.n", NumericEquals: flags.length + 1 } },
              {
                Not: {
                  And: [
                    { Variable: "$.box[0]", IsPresent: true },
                    { Variable: "$.box[0]", StringMatches: "i-*" },
                  ],
                },
              },
              ...flags.map((flag) => ({ Not: { Variable: `$.${flag}`, IsBoolean: true } })),
            ],
            Next: "Refuse",
          },
        ],
        Default: "Send",
      },
      Send: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
        Parameters: { DocumentName: "AWS-RunShellScript", "InstanceIds.$": "$.box" },
        End: true,
      },
      Refuse: { Type: "Task", Resource: "arn:aws:states:::sns:publish", Parameters: { Message: "no" }, End: true },
    },
  });
  const { input, outcome } = await invent(tree);
  expect(input).toEqual({ box: ["i-0123456789abcdef0"] });
  expect(outcome?.entered).toContain("Send");
});

test("what a loop puts into itself is followed to an end", async () => {
  const copies = Array.from({ length: 40 }, (_, index) => `Copy${index}`);
  const { tree } = readDefinition({
    StartAt: "Copy0",
    States: {
      ...Object.fromEntries(
        copies.map((name, index) => [
          name,
          {
            Type: "Pass",
            Parameters: { "one.$": "$", "other.$": "$", [`own${index}.$`]: "$.one" },
            ResultPath: `$.copy${index}`,
            Next: copies[index + 1] ?? "Again",
          },
        ]),
      ),
      Again: { Type: "Choice", Choices: [{ Variable: "$.again", IsPresent: true, Next: "Copy0" }], Default: "Done" },
      Done: { Type: "Pass", Parameters: { "day.$": "$.copy1.one.run_date" }, End: true },
    },
  });
  expect((await invent(tree)).input).toHaveProperty("run_date");
});

test("a day off is not taken for all that there is to do", async () => {
  const { tree } = readDefinition({
    StartAt: "Calendar",
    States: {
      Calendar: {
        Type: "Task",
        Resource: "arn:aws:lambda:us-east-1:000000000000:function:calendar",
        ResultPath: "$.day",
        Next: "Open",
      },
      Open: {
        Type: "Choice",
        Choices: [
          {
            And: [
              { Variable: "$.day.is_open", IsPresent: true },
              { Variable: "$.day.is_open", BooleanEquals: false },
            ],
            Next: "Off",
          },
        ],
        Default: "Work",
      },
      Off: { Type: "Succeed" },
      ...Object.fromEntries(
        ["Work", "More", "Last"].map((name, index, all) => [
          name,
          {
            Type: "Task",
            Resource: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
            ResultPath: `$.${name}`,
            Next: `Is${all[index] ?? ""}Good`,
          },
        ]),
      ),
      ...Object.fromEntries(
        ["Work", "More", "Last"].map((name, index, all) => [
          `Is${name}Good`,
          {
            Type: "Choice",
            Choices: [{ Variable: `$.${name}.violation`, BooleanEquals: true, Next: "Bad" }],
            Default: all[index + 1] ?? "Off",
          },
        ]),
      ),
      Bad: { Type: "Fail" },
    },
  });
  const { outcome, answers } = await invent(tree);
  expect(outcome?.entered).toContain("Last");
  expect(answers.get("Last")?.value).toEqual({ violation: false });
});
