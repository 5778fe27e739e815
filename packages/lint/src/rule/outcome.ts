import type { JsonObject } from "@alpha-engine/asl";
import { type Edge, field, isObject, listOf, type StateNode, textOf, textsOf } from "@alpha-engine/definition/tree";

import type { LintContext } from "./context.ts";

/** A message to people or to whoever listens. */
export function tells({ call }: StateNode): boolean {
  return (
    (call?.service === "sns" && call.action === "publish") ||
    (call?.service === "sqs" && call.action.startsWith("sendMessage")) ||
    (call?.service === "events" && call.action === "putEvents") ||
    (call?.service.startsWith("ses") === true && call.action.startsWith("send"))
  );
}

/** The states that a run comes to in which nothing is caught. */
export function uncaughtStates({ tree }: LintContext): ReadonlySet<StateNode> {
  const known = UNCAUGHT.get(tree);
  if (known !== undefined) return known;
  const seen = new Set<StateNode>();
  const pending: (StateNode | undefined)[] = [tree.root.states.get(tree.root.startAt ?? "")];
  while (pending.length > 0) {
    const state = pending.pop();
    if (state === undefined || seen.has(state)) continue;
    seen.add(state);
    for (const { kind, to } of state.edges) if (kind !== "catch") pending.push(to);
    for (const scope of state.inner) pending.push(scope.states.get(scope.startAt ?? ""));
  }
  UNCAUGHT.set(tree, seen);
  return seen;
}

const UNCAUGHT = new WeakMap<LintContext["tree"], ReadonlySet<StateNode>>();

/** What a notification says, as far as it is written down. */
export function wordsOf({ call }: StateNode): string {
  if (call === undefined) return "";
  return ["Subject", "Message", "MessageBody"].map((name) => textOf(field(call.parameters, name)?.value)).join(" ");
}

/** The statuses with which services say that a job failed. */
const FAILED = /^(?:FAILED|Failed|TIMED_OUT|TimedOut|ABORTED|ERROR)$/;

/**
 * Whether a choice rule takes what failed: it compares with such a status, alone or with others. One that asks for an exit
 * code beside it takes what the work answers with that code.
 */
export function asksForFailure(rule: JsonObject): boolean {
  if (listOf(rule["And"]).some((part) => isObject(part) && part["NumericEquals"] !== undefined)) return false;
  if (/(?<![!<>])=\s*\d+\b/.test(textOf(rule["Condition"]))) return false;
  if (typeof rule["Condition"] === "string")
    return [...rule["Condition"].matchAll(/(?<![!<>])=\s*['"](\w+)['"]/g)].some(([, status = ""]) =>
      FAILED.test(status),
    );
  const parts = [...listOf(rule["And"]), ...listOf(rule["Or"])].filter(isObject);
  return FAILED.test(textOf(rule["StringEquals"])) || parts.some(asksForFailure);
}

/** A Catch of whatever a task can fail with. */
export function takesAll({ kind, entry }: Edge): boolean {
  return (
    kind === "catch" &&
    textsOf(entry?.["ErrorEquals"]).some((name) => name === "States.ALL" || name === "States.TaskFailed")
  );
}
