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

/** `OrderStateMachine`, `order-state-machine` and `order` are one. */
function plain(name: string): string {
  const letters = name.toLowerCase().replaceAll(/[^a-z\d]/g, "");
  return letters.replace(/(?:statemachine|workflow|stepfunctions?|sfn)$/, "") || letters;
}
