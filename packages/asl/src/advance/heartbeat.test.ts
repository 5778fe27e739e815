import { expect, test } from "vitest";

import { interpret, parse, rehearsalClock, type TaskRequest } from "../index.ts";

type Parsed = Extract<ReturnType<typeof parse>, { readonly ok: true }>["machine"];

const machine = (ErrorEquals: readonly string[], more: object = {}): Parsed => {
  const parsed = parse({
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        Parameters: { QueueUrl: "q", MessageBody: { "token.$": "$$.Task.Token" } },
        HeartbeatSeconds: 60,
        Catch: [{ ErrorEquals, Next: "Lost" }],
        End: true,
        ...more,
      },
      Lost: { Type: "Pass", End: true },
    },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.machine;
};
/** Does nothing but beat, at these seconds. */
const run = async (ErrorEquals: readonly string[], beats: readonly number[], more?: object): Promise<unknown> => {
  const clock = rehearsalClock();
  const tasks = ({ heartbeat, idle }: TaskRequest): Promise<never> => {
    for (const at of beats) clock.schedule(at * 1000, heartbeat);
    idle();
    return new Promise(() => {});
  };
  const { status, output, error } = await interpret(machine(ErrorEquals, more), {}, { tasks }, { clock });
  return [status, output ?? error];
};

test.each([["States.HeartbeatTimeout"], ["States.Timeout"]])(
  "a heartbeat that does not come is caught as %s, and told as States.Timeout",
  async (name) => {
    expect(await run([name], [50])).toEqual(["SUCCEEDED", { Error: "States.Timeout", Cause: "" }]);
  },
);

test("a task that only takes too long has lost no heartbeat", async () => {
  expect(await run(["States.HeartbeatTimeout"], [50], { TimeoutSeconds: 100 })).toEqual(["FAILED", "States.Timeout"]);
});
