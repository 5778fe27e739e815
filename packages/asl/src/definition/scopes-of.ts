import { isArray, isObject, type JsonObject } from "../json.ts";
import { at } from "../problem.ts";

/** A branch or an item processor, as it is written. */
interface InnerScope {
  readonly scope: JsonObject;
  readonly pointer: string;
  /** Its executions are executions of their own. */
  readonly isDistributed: boolean;
}

/** The branches and item processors of some states. */
export function* scopesOf(states: JsonObject, pointer: string): Generator<InnerScope> {
  for (const [name, state] of Object.entries(states)) {
    if (!isObject(state)) continue;
    const { Branches: branches } = state;
    if (isArray(branches))
      for (const [index, scope] of branches.entries())
        if (isObject(scope)) yield { scope, pointer: at(pointer, name, "Branches", index), isDistributed: false };
    for (const field of ["ItemProcessor", "Iterator"]) {
      const scope = state[field];
      if (!isObject(scope)) continue;
      const config = scope["ProcessorConfig"];
      yield {
        scope,
        pointer: at(pointer, name, field),
        isDistributed: isObject(config) && config["Mode"] === "DISTRIBUTED",
      };
    }
  }
}
