import type { StateNode } from "../tree/tree.ts";
import type { Reads } from "./reads.ts";
import { child, NONE, type Value } from "./value.ts";

/** What the expressions of a state see. */
export interface Sight {
  readonly state: StateNode;
  readonly reads: Reads;
  readonly data: Value;
  readonly vars: ReadonlyMap<string, Value>;
  /** What the execution was started with. */
  readonly given: Value;
  readonly result?: Value;
  /** `$$.Map.Item.Value` while an item is selected. */
  readonly item?: Value;
  readonly errorOutput?: Value;
}

/** What the context object holds at these names. */
export function contextValue(keys: readonly string[], { given, item = NONE }: Sight): Value {
  const [first, second, third, ...rest] = keys;
  if (first === "Execution" && second === "Input") return keys.slice(2).reduce(child, given);
  if (first === "Map" && second === "Item" && third === "Value") return rest.reduce(child, item);
  return NONE;
}
