import { readDefinition } from "@alpha-engine/definition";
import type { Tree } from "@alpha-engine/definition/tree";
import type { Fact, FactDetails } from "@alpha-engine/run-record";

import { leftInFlight } from "./left-in-flight.ts";
import { mergeWithoutEffect } from "./merge-without-effect.ts";
import { skippedByAnother } from "./skipped-by-another.ts";

type Finding = Extract<FactDetails, { readonly type: "finding" }>;

/** What one rule looks at, and finds by state. */
type FindingRule = (run: {
  readonly tree: Tree;
  /** Of the rehearsed execution alone. */
  readonly facts: readonly Fact[];
}) => readonly { readonly state: string; readonly message: string }[];

const RULES = {
  "left-in-flight": leftInFlight,
  "merge-without-effect": mergeWithoutEffect,
  "skipped-by-another": skippedByAnother,
} satisfies { readonly [Kind in Finding["kind"]]?: FindingRule };

/** What no single fact shows of a run that succeeded, each state of a kind once. */
export function findingsOf(facts: readonly Fact[], executionArn: string): readonly Finding[] {
  const definition = facts.find((fact) => fact.type === "run")?.definition ?? null;
  if (definition === null) return [];
  const { tree } = readDefinition(definition);
  const own = facts.filter((fact) => !("executionArn" in fact) || fact.executionArn === executionArn);
  return Object.entries(RULES).flatMap(([kind, find]) => {
    const found = Map.groupBy(find({ tree, facts: own }), ({ state }) => state);
    return [...found].flatMap(([state, [first]]) =>
      first === undefined
        ? []
        : [{ type: "finding", kind: kind as Finding["kind"], state, message: first.message } as const],
    );
  });
}
