import type { JsonValue } from "@alpha-engine/asl";

import type { Studied } from "./study.ts";

/** The names by which definitions start each other, by the definitions' own: a nested execution of one is run. */
export function siblingsOf(all: readonly Studied[]): ReadonlyMap<string, string> {
  const siblings = new Map<string, string>();
  for (const { name: starter, asked } of all)
    for (const { call, parameters } of asked) {
      const called =
        call.service === "states" || call.service === "sfn" ? startedName(parameters["StateMachineArn"]) : undefined;
      if (called === undefined) continue;
      const own = plain(called);
      const sibling = all.find(({ name }) => name !== starter && plain(name) === own);
      if (sibling !== undefined) siblings.set(sibling.name, called);
    }
  return siblings;
}

/** The name of the state machine in an ARN, without version or alias. */
export function startedName(arn: unknown): string | undefined {
  return typeof arn === "string" ? /^arn:[^:]*:states:[^:]*:[^:]*:stateMachine:([\w.-]+)/.exec(arn)?.[1] : undefined;
}

/** Made-up ARNs of state machines lead to those that are rehearsed together, where their names say which is meant. */
export function withSiblings(
  substitutions: Readonly<Record<string, JsonValue>>,
  names: readonly string[],
): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(
    Object.entries(substitutions).map(([hole, value]) => {
      const called = startedName(value);
      if (typeof value !== "string" || called === undefined || !value.endsWith(`:${called}`)) return [hole, value];
      const meant = names.filter((name) => plain(name) === plain(called));
      return [hole, meant.length === 1 ? `${value.slice(0, -called.length)}${meant[0] ?? ""}` : value];
    }),
  );
}

/** `OrderStateMachineArn`, `OrderStateMachine`, `order-state-machine` and `order` are one. */
function plain(name: string): string {
  const letters = name
    .toLowerCase()
    .replaceAll(/[^a-z\d]/g, "")
    .replace(/(?:arn|name|ref)$/, "");
  return letters.replace(/(?:statemachine|workflow|stepfunctions?|sfn)$/, "") || letters;
}
