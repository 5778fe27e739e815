// The machines that the benchmark runs.

/** Counts to `rounds`: one Pass and one Choice a round. */
export function loop(rounds) {
  return {
    StartAt: "Count",
    States: {
      Count: { Type: "Pass", Parameters: { "i.$": "States.MathAdd($.i, 1)" }, Next: "Again" },
      Again: {
        Type: "Choice",
        Choices: [{ Variable: "$.i", NumericLessThan: rounds, Next: "Count" }],
        Default: "Done",
      },
      Done: { Type: "Succeed" },
    },
  };
}

/** A Map of one Pass an item. */
export function mapOf(length, Mode) {
  return {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemProcessor: {
          ProcessorConfig: Mode === "DISTRIBUTED" ? { Mode, ExecutionType: "STANDARD" } : { Mode },
          StartAt: "One",
          States: { One: { Type: "Pass", End: true } },
        },
        ResultPath: null,
        End: true,
      },
    },
  };
}

/** Stages of send, wait, poll, check and gate, as a long pipeline has them: 109 states. */
export function saturdaySized() {
  const states = {};
  const stages = 18;
  for (let stage = 0; stage < stages; stage++) {
    const next = stage + 1 < stages ? `Gate${stage + 1}` : "Done";
    Object.assign(states, {
      [`Gate${stage}`]: {
        Type: "Choice",
        Choices: [
          {
            And: [
              { Variable: `$.skip${stage}`, IsPresent: true },
              { Variable: `$.skip${stage}`, BooleanEquals: true },
            ],
            Next: next,
          },
        ],
        Default: `Send${stage}`,
      },
      [`Send${stage}`]: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
        Parameters: {
          DocumentName: "AWS-RunShellScript",
          Parameters: {
            "commands.$": "States.Array('set -eu', States.Format('run --date {}', $$.Execution.StartTime))",
          },
        },
        ResultPath: "$.sent",
        Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 2 }],
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Failed" }],
        Next: `Pause${stage}`,
      },
      [`Pause${stage}`]: { Type: "Wait", Seconds: 30, Next: `Poll${stage}` },
      [`Poll${stage}`]: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:ssm:getCommandInvocation",
        Parameters: { "CommandId.$": "$.sent.Command.CommandId" },
        ResultPath: "$.poll",
        Next: `Check${stage}`,
      },
      [`Check${stage}`]: {
        Type: "Choice",
        Choices: [
          { Variable: "$.poll.Status", StringEquals: "Success", Next: `Mark${stage}` },
          { Variable: "$.poll.Status", StringEquals: "InProgress", Next: `Pause${stage}` },
        ],
        Default: "Failed",
      },
      [`Mark${stage}`]: { Type: "Pass", Result: stage, ResultPath: "$.done", Next: next },
    });
  }
  return {
    StartAt: "Gate0",
    States: { ...states, Done: { Type: "Succeed" }, Failed: { Type: "Fail", Error: "Failed" } },
  };
}

/** What the functions answer that the pipelines call. */
const PAYLOAD = {
  status: "OK",
  batch_id: "b-1",
  plan_s3_key: "plan.json",
  processing_status: "ended",
  exceeded_max_wait: false,
};

/** What a task's service would answer when all goes well. */
export function answerOf(resource) {
  if (resource.endsWith("sendCommand")) return { Command: { CommandId: "c-1" } };
  if (resource.endsWith("getCommandInvocation"))
    return {
      Status: "Success",
      StatusDetails: "Success",
      ResponseCode: 0,
      StandardOutputContent: "",
      CommandId: "c-1",
    };
  if (resource.includes("lambda")) return { StatusCode: 200, Payload: PAYLOAD };
  return { MessageId: "m-1", ExecutionArn: "arn:aws:states:us-east-1:000000000000:execution:x:y" };
}
