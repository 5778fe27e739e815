import type { JsonValue } from "@alpha-engine/asl";
import { at, isObject, textOf } from "@alpha-engine/definition/tree";

/** A value within parameters that is no object and no list. */
export interface Leaf {
  /** Without the `.$` of a computed field. */
  readonly key: string;
  readonly text: string;
  readonly pointer: string;
  /** A path, an intrinsic or JSONata; else the text itself. */
  readonly computed: boolean;
}

/** Every value at the bottom of parameters, in either query language. */
export function leavesIn(value: JsonValue | undefined, pointer: string): readonly Leaf[] {
  const found: Leaf[] = [];
  const pending: [JsonValue | undefined, string, string][] = [[value, pointer, ""]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [inner, place, key] = next;
    if (Array.isArray(inner))
      (inner as readonly JsonValue[]).forEach((item, index) => pending.push([item, at(place, index), key]));
    else if (isObject(inner)) {
      for (const [name, item] of Object.entries(inner)) pending.push([item, at(place, name), name]);
    } else if (inner !== undefined && inner !== null) {
      const text = textOf(inner);
      const isPath = key.endsWith(".$");
      found.push({
        key: isPath ? key.slice(0, -2) : key,
        text,
        pointer: place,
        computed: isPath || text.startsWith("{%"),
      });
    }
  }
  return found;
}

/** A value that is put in when the definition is deployed. */
export function isSubstitution(text: string): boolean {
  return /^\$\{[^}]*\}$/.test(text);
}
