import type { Thread } from "../execution/execution.ts";
import { isObject } from "../json.ts";

/** The index in the nearest Map of a line of states that is in one. */
export function iterationOf({ map }: Thread): number | undefined {
  const index = isObject(map?.["Item"]) ? map["Item"]["Index"] : undefined;
  return typeof index === "number" ? index : undefined;
}
