/** @module-tag slow */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { startStepFunctions, type StepFunctionsRig } from "../../../../testing/step-functions.ts";
import type { StandIns } from "../../../index.ts";

const folder = mkdtempSync(join(tmpdir(), "stand-ins-"));
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const python = (text: string): readonly [string, ...string[]] => ["python3", "-c", `import json, sys\n${text}`];

const counting = write("counting.ts", "let n: number = 0;\nexport const next = (): number => ++n;\n");
const several = write(
  "several.mjs",
  `export const named = ({ state, parameters, attempt }) => ({ state, parameters, attempt });
export const slow = () => { const error = new Error("slow down"); error.name = "Glue.ThrottlingException"; throw error; };
export const busy = () => { while (true); };
let calls = 0;
export const hangsOnce = () => (calls++ === 0 ? new Promise(() => {}) : "second");
export const big = () => 10n;
export const today = () => new Date().toISOString().slice(0, 4);
`,
);

const standIns: StandIns = {
  Fixed: { answer: { n: 1 } },
  "glue:startJobRun": { answers: [1, { throws: { error: "Glue.ConcurrentRunsExceededException", cause: "busy" } }, 3] },
  Thrown: { throws: { error: "Glue.EntityNotFoundException" } },
  Late: { answer: 1, delay: "10m" },
  Fn: (request) => ({ got: request.parameters }),
  NoAnswer: () => undefined,
  FnHangs: () => new Promise(() => {}),
  Counting: { module: counting },
  Named: { module: `${several}#named` },
  Slow: { module: `${several}#slow` },
  Busy: { module: `${several}#busy` },
  HangsOnce: { module: `${several}#hangsOnce` },
  Big: { module: `${several}#big` },
  Several: { module: several },
  NotThere: { module: join(folder, "nobody.mjs") },
  Python: {
    command: python("json.dump({'sum': sum(json.load(sys.stdin)['parameters']['Arguments']['list'])}, sys.stdout)"),
  },
  Bash: { command: "cat >&2; pwd | sed 's/.*/\"&\"/'", folder },
  Argv: {
    command: "cat > request.json; tr '\\0' ' ' < /proc/$PPID/cmdline | grep -c hunter2 > argv; echo '{}'",
    folder,
  },
  Raises: { command: python("raise KeyError('who')") },
  Exits: { command: "echo one >&2; echo 'no such table' >&2; exit 3" },
  Missing: { command: ["no-such-program"] },
  Misspelt: { command: "no-such-program" },
  Text: { command: "echo hello" },
  Hangs: { command: "sleep 1000 & echo $! > hangs; wait", folder },
  Outlives: { command: "sleep 1000 & echo $! > outlives; wait", folder },
  Environment: { command: "env | grep ^AWS | cut -d= -f1 | sort > environment; echo '{}'", folder },
  Signs: {
    command:
      "curl -s -X POST $AWS_ENDPOINT_URL -H \"Authorization: AWS4-HMAC-SHA256 Credential=$AWS_ACCESS_KEY_ID/20260101/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=0\" -d 'Action=CreateTopic&Name=signed' > /dev/null; echo '{}'",
  },
  grade: { answer: { ok: true } },
  Marts: { answers: [{ JobRunState: "STARTING" }, { JobRunState: "RUNNING" }, { JobRunState: "SUCCEEDED", Id: "jr" }] },
  Broken: { answers: [{ Status: "RUNNABLE" }, { Status: "FAILED", StatusReason: "Host EC2 terminated" }] },
  Stuck: { answer: { JobRunState: "RUNNING" } },
  Plain: { answer: { rows: 1 } },
  Token: { command: 'sed -n \'s/.*"taskToken":"\\([^"]*\\)".*/\\1/p\' > token', folder },
};

let rig: StepFunctionsRig;
beforeAll(async () => {
  rig = await startStepFunctions({ standIns });
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const task = (more: object = {}): object => ({
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:glue:startJobRun",
  Parameters: { JobName: "j" },
  End: true,
  ...more,
});
const caught = (more: object = {}): object =>
  task({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }], ...more });
const Caught = { Type: "Pass", End: true };

/** What has ended may wait for somebody to look after it. */
function isAlive(pid: string): boolean {
  const stat = join("/proc", pid.trim(), "stat");
  return existsSync(stat) && !/\) [ZX] /.test(readFileSync(stat, "utf8"));
}

async function ran(name: string, more: object = {}): Promise<unknown> {
  const { status, output, error } = await rig.run({ [name]: caught(more), Caught });
  return status === "SUCCEEDED" ? (JSON.parse(output ?? "null") as unknown) : error;
}

test("what is written is answered, by state and by action, in turn, as a failure, and after a delay of the clock", async () => {
  expect(await ran("Fixed")).toEqual({ n: 1 });
  expect(await ran("Thrown")).toMatchObject({ Error: "Glue.EntityNotFoundException" });
  const answers = [await ran("A"), await ran("B"), await ran("C"), await ran("D")];
  expect(answers).toEqual([1, { Error: "Glue.ConcurrentRunsExceededException", Cause: "busy" }, 3, 3]);
  expect(await ran("Late")).toBe(1);
  expect(await ran("Late", { TimeoutSeconds: 60 })).toMatchObject({ Error: "States.Timeout" });
});

test("a job is waited for: what is under way is asked again, and a bad end is the task's failure, with all of it", async () => {
  const glue = (more = {}) => ({ Resource: "arn:aws:states:::glue:startJobRun.sync", ...more });
  const Parameters = { JobName: "j", JobQueue: "q", JobDefinition: "d" };
  const before = rig.events.length;
  expect(await ran("Marts", glue())).toEqual({ JobRunState: "SUCCEEDED", Id: "jr" });
  const phases = rig.events.slice(before).flatMap((event) => (event.type === "task" ? [event.phase] : []));
  expect(phases).toEqual(["scheduled", "submitted", "succeeded"]);
  expect(await ran("Broken", { Resource: "arn:aws:states:::batch:submitJob.sync", Parameters })).toEqual({
    Error: "States.TaskFailed",
    Cause: '{"Status":"FAILED","StatusReason":"Host EC2 terminated"}',
  });
  expect(await ran("Stuck", glue({ TimeoutSeconds: 600 }))).toMatchObject({ Error: "States.Timeout" });
  expect(await ran("Stuck")).toEqual({ JobRunState: "RUNNING" });
  expect(await ran("Plain", glue())).toEqual({ rows: 1 });
});

test("a failure goes through Retry", async () => {
  const Retry = [{ ErrorEquals: ["Glue.ThrottlingException"], MaxAttempts: 2 }];
  const before = rig.events.length;
  expect(await ran("Slow", { Retry })).toEqual({ Error: "Glue.ThrottlingException", Cause: "slow down" });
  const tries = rig.events.slice(before).filter((event) => event.type === "task" && event.phase === "scheduled");
  expect(tries).toMatchObject([{ attempt: 0, standIn: "Slow" }, { attempt: 1 }, { attempt: 2 }]);
});

test("a function may answer nothing, and one that never answers ends with its task", async () => {
  expect(await ran("Fn")).toEqual({ got: { JobName: "j" } });
  expect(await ran("NoAnswer")).toEqual({});
  expect(await ran("FnHangs", { TimeoutSeconds: 1 })).toMatchObject({ Error: "States.Timeout" });
});

test("a module keeps its variables from call to call, and gets what the task asks", async () => {
  expect([await ran("Counting"), await ran("Counting")]).toEqual([1, 2]);
  expect(await ran("Named")).toEqual({ state: "Named", parameters: { JobName: "j" }, attempt: 0 });
});

test("a module that never answers ends with its task, and a loop without an end as well", async () => {
  const late = { TimeoutSeconds: 1 };
  expect(await ran("HangsOnce", late)).toMatchObject({ Error: "States.Timeout" });
  expect(await ran("HangsOnce", late)).toBe("second");
  expect(await ran("Busy", late)).toMatchObject({ Error: "States.Timeout" });
  expect(await ran("Busy", late)).toMatchObject({ Error: "States.Timeout" });
});

test("a command gets the request on its stdin and nowhere else, and answers with JSON on its stdout", async () => {
  expect(await ran("Python", { Parameters: { JobName: "j", Arguments: { list: [1, 2, 3] } } })).toEqual({ sum: 6 });
  expect(await ran("Bash")).toBe(folder);
  expect(await ran("Argv", { Parameters: { JobName: "hunter2" } })).toEqual({});
  expect(JSON.parse(readFileSync(join(folder, "request.json"), "utf8"))).toMatchObject({
    state: "Argv",
    resource: "arn:aws:states:::aws-sdk:glue:startJobRun",
    parameters: { JobName: "hunter2" },
  });
  expect(readFileSync(join(folder, "argv"), "utf8")).toBe("0\n");
});

test("a command that ends with another code fails with the last line of its stderr, by the name that this begins with", async () => {
  expect(await ran("Exits")).toEqual({ Error: "States.TaskFailed", Cause: "no such table" });
  expect(await ran("Raises")).toEqual({ Error: "KeyError", Cause: "'who'" });
  const kept = readFileSync(join(rig.cloud.directory, "stand-ins.log"), "utf8");
  expect(kept).toContain("Exits: one\nExits: no such table\n");
});

test("a stand-in that could not answer as one ends the execution, whatever is caught", async () => {
  for (const name of ["Missing", "Misspelt", "Text", "Big", "Several", "NotThere"])
    expect([name, await ran(name)]).toEqual([name, "BrokenStandIn"]);
});

test("a command that hangs is killed with all that it started when its task times out", async () => {
  expect(await ran("Hangs", { TimeoutSeconds: 3 })).toMatchObject({ Error: "States.Timeout" });
  await vi.waitFor(() => expect(isAlive(readFileSync(join(folder, "hangs"), "utf8"))).toBe(false));
});

test("a command is led to this cloud, and sees no settings of the person's own", async () => {
  process.env["AWS_PROFILE"] = "production";
  try {
    await ran("Environment");
  } finally {
    delete process.env["AWS_PROFILE"];
  }
  const names = readFileSync(join(folder, "environment"), "utf8").trim().split("\n");
  expect(names).toContain("AWS_ENDPOINT_URL");
  expect(names).not.toContain("AWS_PROFILE");
});

test("what a command asks of the cloud belongs to its task", async () => {
  expect(await ran("Signs")).toEqual({});
  const calls = rig.events.filter((event) => event.type === "call");
  expect(calls).toContainEqual(
    expect.objectContaining({
      operation: "CreateTopic",
      by: expect.objectContaining({ kind: "task", state: "Signs" }) as object,
    }),
  );
});

test("what stands in for a function answers its payload, however it is invoked", async () => {
  const invoke = {
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: "grade:live", Payload: {} },
  };
  expect(await ran("Grade", invoke)).toMatchObject({ Payload: { ok: true }, StatusCode: 200 });
  const sdk = { ...invoke, Resource: "arn:aws:states:::aws-sdk:lambda:invoke" };
  expect(await ran("Grade", sdk)).toMatchObject({ Payload: '{"ok":true}' });
  const arn = "arn:aws:lambda:us-east-1:000000000000:function:grade";
  expect(await ran("Grade", { Resource: arn, Parameters: {} })).toEqual({ ok: true });
});

test("what answers nothing to a task with a token has passed it on", async () => {
  const Token = task({
    Resource: "arn:aws:states:::ecs:runTask.waitForTaskToken",
    Parameters: {
      TaskDefinition: "t",
      Overrides: { ContainerOverrides: [{ Environment: [{ Name: "TOKEN", "Value.$": "$$.Task.Token" }] }] },
    },
  });
  const execution = await rig.start({ Token });
  const file = join(folder, "token");
  await vi.waitFor(() => expect(existsSync(file) && readFileSync(file, "utf8").trim()).toBeTruthy(), 10_000);
  const { SendTaskSuccessCommand } = await import("@aws-sdk/client-sfn");
  const taskToken = readFileSync(file, "utf8").trim();
  await rig.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '"by its token"' }));
  expect(await rig.end(execution)).toMatchObject({ status: "SUCCEEDED", output: '"by its token"' });
});

test("what runs ends with the cloud", async () => {
  await using other = await startStepFunctions({ standIns });
  await other.start({ Outlives: task() });
  const file = join(folder, "outlives");
  await vi.waitFor(() => expect(existsSync(file) && readFileSync(file, "utf8").trim()).toBeTruthy(), 10_000);
  await other.cloud.cloud.stop();
  await vi.waitFor(() => expect(isAlive(readFileSync(file, "utf8"))).toBe(false));
});
