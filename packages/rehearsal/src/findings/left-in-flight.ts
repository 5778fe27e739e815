import { isObject, textOf } from "@alpha-engine/definition/tree";
import type { Fact } from "@alpha-engine/run-record";

const POLL = /:ssm:getCommandInvocation$/;
/** A command is none of these for good (SSM's API reference of GetCommandInvocation). */
const IN_FLIGHT = new Set(["Pending", "InProgress", "Delayed", "Cancelling"]);

/** Commands of which the last answer was that they were under way: the execution went on as if that were an end. */
export function leftInFlight({
  facts,
}: {
  readonly facts: readonly Fact[];
}): readonly { state: string; message: string }[] {
  const resources = new Map(
    facts.flatMap((fact) =>
      fact.type === "attempt" && fact.phase === "scheduled" ? [[fact.id, fact.resource] as const] : [],
    ),
  );
  const answers = facts.flatMap((fact) => {
    if (fact.type !== "attempt" || fact.phase !== "succeeded" || !POLL.test(resources.get(fact.id) ?? "")) return [];
    const { output, state } = fact;
    if (!isObject(output)) return [];
    const { CommandId, InstanceId, Status } = output;
    return [{ state, invocation: `${textOf(CommandId)} ${textOf(InstanceId)}`, status: textOf(Status) }];
  });
  const last = new Map(answers.map((answer) => [answer.invocation, answer]));
  return [...last.values()]
    .filter(({ status }) => IN_FLIGHT.has(status))
    .map(({ state, status }) => ({
      state,
      message: `${state} last heard that its command is ${status}, and the execution went on as if it had ended`,
    }));
}
