/** @module-tag slow */
import { expect, test } from "vitest";

import { workplace } from "../../testing/workplace.ts";
import { rehearse, simulate } from "./index.ts";

const LONG = 120_000;
const publish = (Subject: string, more: object) => ({
  Type: "Task",
  Resource: "arn:aws:states:::sns:publish",
  Parameters: { TopicArn: "arn:aws:sns:us-east-1:000000000000:alerts", Subject, Message: "m" },
  ...more,
});
const Train = {
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
  Parameters: {
    DocumentName: "AWS-RunShellScript",
    "InstanceIds.$": "$.box",
    Parameters: { commands: ["echo 'no such table' >&2; exit 4"] },
  },
  ResultPath: "$.sent",
  Next: "Wait",
};
const Poll = {
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:ssm:getCommandInvocation",
  Parameters: { "CommandId.$": "$.sent.Command.CommandId", "InstanceId.$": "$.box[0]" },
  ResultPath: "$.poll",
  Next: "Done",
};
const trained = {
  TimeoutSeconds: 3600,
  StartAt: "Train",
  States: {
    Train,
    Wait: { Type: "Wait", Seconds: 5, Next: "Poll" },
    Poll,
    Done: {
      Type: "Choice",
      Choices: [
        { Variable: "$.poll.Status", StringEquals: "Success", Next: "Good" },
        { Variable: "$.poll.Status", StringEquals: "Failed", Next: "Tell" },
      ],
      Default: "Wait",
    },
    Tell: publish("Training FAILED", { Next: "Bad" }),
    Bad: { Type: "Fail", Error: "TrainingFailed", Cause: "see the log" },
    Good: { Type: "Succeed" },
  },
};
const config = {
  pipelines: { trained: { definition: "trained.asl.json", input: { box: ["${boxes.box}"] } } },
  rehearsal: { boxes: { box: { imageId: "ami" } }, images: { ami: { sh: "bash" } }, topics: { alerts: {} } },
};

function place() {
  const made = workplace({ "trained.asl.json": trained, "alpha-engine.config.json": config });
  const at = { config: `${made.folder}/alpha-engine.config.json`, directory: `${made.folder}/runs` };
  return { at, [Symbol.dispose]: () => made[Symbol.dispose]() };
}

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

test(
  "a rehearsal that fails says why: its reason, the last lines, its folder and the command",
  { timeout: LONG },
  async () => {
    using here = place();
    const run = await rehearse("trained", here.at);
    expect(run).not.toHaveSucceeded();
    expect(run).toHaveReached("Bad");
    expect(run).not.toHaveReached("Good");
    expect(run).toHaveTold("alerts");
    expect(run).toHaveTold({ topic: "alerts", subject: /failed$/i });
    expect(run).not.toHaveTold("SUCCESS");
    const said = refusal(() => expect(run).toHaveSucceeded());
    expect(said.split("\n").slice(0, 5)).toEqual([
      "expected trained to have succeeded; it is FAILED",
      "",
      "TrainingFailed: see the log",
      "Train failed (exit 4):",
      "  no such table",
    ]);
    expect(said).toMatch(/^everything: .*runs\/trained-/m);
    expect(said).toMatch(/^again: alpha-engine rehearse trained --config \S+$/m);
    expect(refusal(() => expect(run).toHaveReached("Good"))).toContain(
      "it went Train → Wait → Poll → Done → Tell → Bad",
    );
    expect(refusal(() => expect(run).toHaveTold("all good"))).toContain("it told\n  alerts: Training FAILED");
  },
);

test("a state that the definition does not have is an error, also behind not", async () => {
  using here = place();
  const answers = {
    Train: { answer: { Command: { CommandId: "c" } } },
    "ssm:getCommandInvocation": { answer: { Status: "Success" } },
  };
  const run = await simulate("trained", { ...here.at, answers });
  expect(run).toHaveSucceeded();
  expect(refusal(() => expect(run).not.toHaveReached("God"))).toBe(
    'toHaveReached: trained has no state "God" (did you mean Good?)',
  );
  expect(refusal(() => expect({}).toHaveSucceeded())).toContain("expected what rehearse or simulate");
});

test("a fault and stand-ins may be those of the test", { timeout: LONG }, async () => {
  using here = place();
  const sent = { Command: { CommandId: "c" } };
  const standIns = { Train: { answer: sent }, Poll: { answers: [{ Status: "InProgress" }, { Status: "Success" }] } };
  expect(await rehearse("trained", { ...here.at, standIns })).toHaveSucceeded();
  const run = await rehearse("trained", { ...here.at, faults: ["Train:fail"] });
  expect(run.summary.states.find(({ name }) => name === "Train")?.exitCode).toBe(3);
});

test("a simulation takes no time of the wall, is the same for a seed, and tells what it told", async () => {
  using here = place();
  const answers = {
    "ssm:sendCommand": { answer: { Command: { CommandId: "c" } } },
    Poll: { answers: [{ throws: { error: "Ssm.InvocationDoesNotExistException" } }, { Status: "Failed" }] },
  };
  const run = await simulate("trained", { ...here.at, answers });
  expect([run.status, run.error]).toEqual(["FAILED", "Ssm.InvocationDoesNotExistException"]);
  const Poll = { answers: [{ Status: "InProgress" }, { Status: "Failed" }] };
  const failed = await simulate("trained", { ...here.at, answers: { ...answers, Poll, Nobody: { answer: 1 } } });
  expect([failed.status, failed.error, failed.milliseconds, failed.unused]).toEqual([
    "FAILED",
    "TrainingFailed",
    10_000,
    ["Nobody"],
  ]);
  expect(failed).toHaveTold("Training FAILED");
  expect(refusal(() => expect(failed).toHaveSucceeded())).toBe(
    "expected trained to have succeeded; it is FAILED\n\nTrainingFailed: see the log\nseed: 0",
  );
});

test("a seed says what is left to chance", async () => {
  const drawn = {
    Type: "Pass",
    Parameters: { "n.$": "States.MathRandom(0, 1000000)", "id.$": "States.UUID()" },
    End: true,
  };
  using made = workplace({ "drawn.asl.json": { StartAt: "Draw", States: { Draw: drawn } } });
  const draw = async (seed: number): Promise<unknown> =>
    (await simulate(`${made.folder}/drawn.asl.json`, { seed })).output;
  expect(await draw(1)).toEqual(await draw(1));
  expect(await draw(1)).not.toEqual(await draw(2));
});

test("a task that nothing answers is named", async () => {
  using here = place();
  await expect(simulate("trained", here.at)).rejects.toThrow(
    "nothing answers Train (arn:aws:states:::aws-sdk:ssm:sendCommand)",
  );
});
