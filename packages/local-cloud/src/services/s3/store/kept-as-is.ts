import type { Journal } from "../../../cloud/kept/journal.ts";
import { keptMap } from "../../../cloud/kept/kept-map.ts";

/** A kept map of records that are JSON as they are. */
export function keptAsIs<Value extends object>(journal: Journal, kind: string): Map<string, Value> {
  return keptMap<Value, Value>(
    journal,
    kind,
    (value) => value,
    (value) => value,
  );
}
