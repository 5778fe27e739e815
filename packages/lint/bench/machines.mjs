/** A pipeline of about `count` states, made of steps as the real one has them: gate, send, poll, status, wait, error. */
export function pipelineOf(count) {
  const States = {};
  const steps = Math.floor((count - 3) / 6);
  for (let index = 0; index < steps; index++) {
    const next = index + 1 < steps ? `Gate${index + 1}` : "Done";
    Object.assign(States, step(index, next));
  }
  States.Tell = {
    Type: "Task",
    Resource: "arn:aws:states:::sns:publish",
    Parameters: { "TopicArn.$": "$.topic", "Message.$": "States.JsonToString($.error)" },
    Next: "Failed",
  };
  States.Failed = { Type: "Fail", Error: "PipelineFailure" };
  States.Done = { Type: "Succeed" };
  return { StartAt: "Gate0", States };
}

function step(index, next) {
  const caught = [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Tell" }];
  const flag = `$.skip_${index}`;
  return {
    [`Gate${index}`]: {
      Type: "Choice",
      Choices: [
        {
          And: [
            { Variable: flag, IsPresent: true },
            { Variable: flag, BooleanEquals: true },
          ],
          Next: next,
        },
      ],
      Default: `Send${index}`,
    },
    [`Send${index}`]: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
      Parameters: {
        DocumentName: "AWS-RunShellScript",
        "InstanceIds.$": "$.ids",
        Parameters: { commands: ["set -eo pipefail", `work --stage ${index % 20}`], executionTimeout: ["600"] },
      },
      ResultPath: `$.result_${index}`,
      Catch: caught,
      Next: `Poll${index}`,
    },
    [`Poll${index}`]: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:ssm:getCommandInvocation",
      Parameters: { "CommandId.$": `$.result_${index}.Command.CommandId`, "InstanceId.$": "$.ids[0]" },
      ResultPath: `$.poll_${index}`,
      Catch: caught,
      Next: `Status${index}`,
    },
    [`Status${index}`]: {
      Type: "Choice",
      Choices: [
        { Variable: `$.poll_${index}.Status`, StringEquals: "Success", Next: next },
        { Variable: `$.poll_${index}.Status`, StringEquals: "InProgress", Next: `Wait${index}` },
      ],
      Default: `Error${index}`,
    },
    [`Wait${index}`]: { Type: "Wait", Seconds: 30, Next: `Poll${index}` },
    [`Error${index}`]: {
      Type: "Pass",
      Parameters: { "poll.$": `$.poll_${index}` },
      ResultPath: "$.error",
      Next: "Tell",
    },
  };
}
