import { field, isObject, listOf, type StateNode, textOf, textsOf } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";

/** Errors that say nothing of whether the call had its effect. */
const OPEN =
  /^States\.(?:ALL|TaskFailed|Timeout|HeartbeatTimeout)$|SdkClientException$|Internal\w*$|\.(?:\w+Sdk\w*|Service)Exception$/;

export const rule: Rule = {
  id: "retry-repeats-effect",
  severity: "warning",
  preset: "recommended",
  what: "A call that starts, sends or adds something is retried after errors that leave open whether it did, without a token that makes it the same call.",
  why: "Two executions, two instances, a counter that counts one twice: the first call may have arrived, and only its answer was lost.",
  mend: "Give it what the service recognises a repetition by: a Name, a ClientToken, a condition; or retry only what was surely refused, such as throttling.",
  known: "documentation: idempotency of API calls; a counter that was one too high after a lost answer",
  *check({ states }) {
    for (const state of states) {
      const effect = effectOf(state) ?? effectInside(state);
      if (effect === undefined) continue;
      const names = listOf(state.raw["Retry"])
        .filter(isObject)
        .flatMap((entry) => (entry["MaxAttempts"] === 0 ? [] : textsOf(entry["ErrorEquals"])))
        .filter((name) => OPEN.test(name));
      if (names.length > 0) yield { message: `after ${names.join(", ")} it ${effect}`, state };
    }
  },
};

/** A Parallel or a Map begins anew with all that is in it. */
function effectInside({ inner }: StateNode): string | undefined {
  const states = inner.flatMap((scope) => [...scope.states.values()]);
  for (const state of states) {
    const effect = effectOf(state) ?? effectInside(state);
    if (effect !== undefined) return `${effect}, at ${state.name}`;
  }
  return undefined;
}

/** What a repetition does; undefined where the service tells it from a new call. */
function effectOf({ call }: StateNode): string | undefined {
  if (call === undefined || call.pattern === "sync") return undefined;
  const { parameters, service } = call;
  const lacks = (...names: readonly string[]): boolean => names.every((name) => field(parameters, name) === undefined);
  switch (`${service}:${call.action}`) {
    case "states:startExecution":
    case "sfn:startExecution":
      return lacks("Name") ? "starts a second execution: no Name" : undefined;
    case "ec2:runInstances":
      return lacks("ClientToken") ? "starts more instances: no ClientToken" : undefined;
    case "ecs:runTask":
      return lacks("ClientToken", "StartedBy") ? "starts a second task: no ClientToken" : undefined;
    case "dynamodb:updateItem":
      return adds(textOf(field(parameters, "UpdateExpression")?.value)) && lacks("ConditionExpression")
        ? "adds to the item again: no ConditionExpression"
        : undefined;
    default:
      return undefined;
  }
}

function adds(expression: string): boolean {
  return (
    /\bADD\b/i.test(expression) ||
    /([#\w.]+)\s*=\s*(?:\1|if_not_exists\(\s*\1\s*,\s*:\w+\s*\))\s*[+-]|list_append\(/i.test(expression)
  );
}
