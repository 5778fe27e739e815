import { expect, test } from "vitest";

import { checkRule } from "../../../testing/rule-pair.ts";
import { lint } from "../../lint.ts";
import { rule } from "./rule.ts";

checkRule(rule, import.meta.dirname, ["Lock"]);

const OPTIMISED = "arn:aws:states:::dynamodb:putItem";
const SDK = "arn:aws:states:::aws-sdk:ssm:getParameter";
const LAMBDA = "arn:aws:states:::lambda:invoke";

test.each([
  [SDK, [["ThrottlingException"]], ["error"]],
  [SDK, [["Ssm.ThrottlingException"]], []],
  [SDK, [["Lambda.ServiceException"]], ["warning"]],
  [OPTIMISED, [["ThrottlingException"]], ["warning"]],
  [OPTIMISED, [["DynamoDb.ThrottlingException"]], ["error"]],
  [OPTIMISED, [["DynamoDB.ThrottlingException"]], []],
  [LAMBDA, [["Lambda.Unknown"]], ["warning"]],
  [LAMBDA, [["Lambda.Unknown", "Sandbox.Timedout"]], []],
  [LAMBDA, [["TooManyRequestsException"]], ["warning"]],
  [LAMBDA, [["TooManyRequestsException", "Lambda.TooManyRequestsException"]], []],
  [LAMBDA, [["MyError"], ["States.TaskFailed"]], []],
  [LAMBDA, [["States.TaskFailed"], ["MyError"]], ["warning"]],
  ["${Function}", [["ThrottlingException"]], []],
  [LAMBDA, [["States.TaskFaild"]], ["error"]],
  ["arn:aws:states:::sqs:sendMessage.waitForTaskToken", [["Refused"]], []],
] as const)("%s retried on %j", async (resource, retries, severities) => {
  const state = {
    Type: "Task",
    Resource: resource,
    Parameters: { FunctionName: "f" },
    Retry: retries.map((names) => ({ ErrorEquals: names })),
    End: true,
  };
  const { findings } = await lint({ StartAt: "A", States: { A: state } });
  expect(findings.flatMap(({ rule: id, severity }) => (id === rule.id ? [severity] : []))).toEqual(severities);
});

test("an error that a Fail state of the definition raises is one, whatever its name", async () => {
  const inner = { StartAt: "Met", States: { Met: { Type: "Fail", Error: "States.QuorumMet" } } };
  const either = {
    Type: "Parallel",
    Branches: [inner],
    Catch: [{ ErrorEquals: ["States.QuorumMet"], ResultPath: "$.error", Next: "Good" }],
    End: true,
  };
  const { findings } = await lint({ StartAt: "Any", States: { Any: either, Good: { Type: "Succeed" } } });
  expect(findings.filter(({ rule: id }) => id === rule.id)).toEqual([]);
});
