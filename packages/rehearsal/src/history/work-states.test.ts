import { expect, test } from "vitest";

import { workStates } from "./work-states.ts";

const send = { Type: "Task", Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand", End: true };
const definition = {
  StartAt: "CheckSkipA",
  States: {
    CheckSkipA: { Type: "Choice", Choices: [], Default: "A" },
    A: send,
    WaitForA: { Type: "Task", Resource: "arn:aws:states:::aws-sdk:ssm:getCommandInvocation", End: true },
    Both: {
      Type: "Parallel",
      Branches: [
        {
          StartAt: "F",
          States: {
            F: {
              Type: "Task",
              Resource: "arn:aws:states:::lambda:invoke",
              Parameters: { FunctionName: "f:live" },
              End: true,
            },
          },
        },
        { StartAt: "B", States: { B: send } },
      ],
      End: true,
    },
    Lock: { Type: "Task", Resource: "arn:aws:states:::aws-sdk:dynamodb:putItem", End: true },
    Fail: { Type: "Task", Resource: "arn:aws:states:::aws-sdk:sfn:sendTaskFailure.waitForTaskToken", End: true },
    Called: { ...send, Resource: `${send.Resource}.waitForTaskToken` },
    Tell: { Type: "Task", Resource: "arn:aws:states:::sns:publish", End: true },
  },
};

test("work states come in the order written, branches in their place, polls and the end left out, the lock in the books", () => {
  expect(
    workStates(definition).map(({ name, kind, isBookkeeping }) => `${name} ${isBookkeeping ? "books" : kind}`),
  ).toEqual(["A ssm", "F lambda", "B ssm", "Lock books", "Called ssm", "Tell sns"]);
});

test("a work state knows its gate, its function without the alias, and its branch", () => {
  const [a, f, b] = workStates(definition);
  expect(a).toMatchObject({ gates: ["CheckSkipA"], functionName: undefined, branch: undefined });
  expect(f).toMatchObject({ functionName: "f", branch: { parallel: "Both", index: 0 } });
  expect(b).toMatchObject({ gates: [], branch: { parallel: "Both", index: 1 } });
});
