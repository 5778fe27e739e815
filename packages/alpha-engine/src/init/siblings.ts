import type { JsonValue } from "@alpha-engine/asl";

/** Made-up ARNs of state machines lead to those that are rehearsed together, where their names say which is meant. */
export function withSiblings(
  substitutions: Readonly<Record<string, JsonValue>>,
  names: readonly string[],
): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(
    Object.entries(substitutions).map(([hole, value]) => {
      if (typeof value !== "string") return [hole, value];
      const made = /^(arn:.*:stateMachine:)([\w-]+)$/.exec(value);
      if (made === null) return [hole, value];
      const [, start = "", called = ""] = made;
      const meant = names.filter((name) => bare(name) === bare(called));
      return [hole, meant.length === 1 ? `${start}${meant[0] ?? ""}` : value];
    }),
  );
}

/** `LoadWarehouseStateMachineArn` and `load-warehouse` are one. */
function bare(name: string): string {
  const letters = name.toLowerCase().replaceAll(/[^a-z\d]/g, "");
  return letters.replace(/(?:arn|name|ref)$/, "").replace(/(?:statemachine|stepfunctions?|workflow|sfn)$/, "");
}
