import { isObject, listOf, type StateNode } from "@alpha-engine/definition/tree";

/** The names of the errors on which a state is tried again. */
export function retried({ raw }: StateNode): ReadonlySet<string> {
  const entries = listOf(raw["Retry"]).filter(isObject);
  return new Set(
    entries.flatMap((entry) => (entry["MaxAttempts"] === 0 ? [] : listOf(entry["ErrorEquals"]).map(String))),
  );
}
