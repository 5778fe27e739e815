import { type JudgedNeed, pathText, startsWith } from "@alpha-engine/definition/data-flow";
import { isObject, listOf, type StateNode, textOf } from "@alpha-engine/definition/tree";

import type { LintContext } from "../../rule/context.ts";
import { jsonataTexts } from "../../rule/jsonata-texts.ts";
import type { Found, Rule } from "../../rule/rule.ts";
import { comparisonsOf } from "../../rule/ssm-steps.ts";

export const rule: Rule = {
  id: "guard-reads-other",
  severity: "warning",
  preset: "recommended",
  what: "A guard asks whether one field is there, and what it guards reads the one beside it.",
  why: "The field that is read is guarded by nobody: where it is missing the run ends in States.Runtime, and where only the other is missing it goes the wrong way.",
  mend: "Ask for the field that is read.",
  known: "a guard on another path (2026-07-30); a guard that was copied with the block in front of it",
  *check(context) {
    for (const state of context.states) {
      if (!context.graph.reachable.has(state)) continue;
      if (state.type === "Choice") yield* behindChoice(state, context);
      yield* withinExpressions(state);
    }
  },
};

/** The state that a Choice leads to when the field is there. */
function* behindChoice(choice: StateNode, { presence, graph }: LintContext): Iterable<Found> {
  for (const { keys, index, isPresent } of guardsOf(choice)) {
    const edge = choice.edges.find((one) =>
      isPresent ? one.kind === "choice" && one.index === index : one.kind === "default",
    );
    if (edge === undefined || keys.length === 0) continue;
    const behind = [...graph.from(edge.to)].flatMap((state) => presence.needs(state).map(placeOf));
    if (behind.some((read) => read !== undefined && touches(read, keys))) continue;
    const parent = keys.slice(0, -1);
    const other = presence.needs(edge.to).find((need) => {
      const read = placeOf(need);
      return need.verdict !== "present" && read?.length === keys.length && startsWith(read, parent);
    });
    if (other === undefined) continue;
    yield {
      message: `asks whether ${pathText(keys)} is there, and ${edge.to.name} reads ${other.text}`,
      state: choice,
      related: [edge.to],
    };
  }
}

/** Where in the input of its state a need is. */
function placeOf({ keys, text }: JudgedNeed): readonly string[] | undefined {
  return keys ?? /^\$states\.input\.([\w.]+)$/.exec(text)?.[1]?.split(".");
}

interface Guard {
  readonly keys: readonly string[];
  readonly index: number;
  readonly isPresent: boolean;
}

/** The rules that ask for the presence of one field and nothing else. */
function guardsOf(choice: StateNode): readonly Guard[] {
  if (choice.isJsonata)
    return listOf(choice.raw["Choices"]).flatMap((entry, index) => {
      const condition = isObject(entry) ? entry["Condition"] : undefined;
      const [, not, path] =
        /^\{%\s*(\$not\(\s*)?\$exists\(\s*\$states\.input\.([\w.]+)\s*\)\s*\)?\s*%\}$/.exec(textOf(condition)) ?? [];
      return path === undefined ? [] : [{ keys: path.split("."), index, isPresent: not === undefined }];
    });
  const rules = listOf(choice.raw["Choices"]);
  return comparisonsOf(choice).flatMap(({ keys, rule, index }) =>
    rule["IsPresent"] !== undefined && rule === rules[index]
      ? [{ keys, index, isPresent: rule["IsPresent"] === true }]
      : [],
  );
}

function touches(one: readonly string[], other: readonly string[]): boolean {
  return startsWith(one, other) || startsWith(other, one);
}

/** `$exists(a) ? b : …` within one expression. */
function* withinExpressions(state: StateNode): Iterable<Found> {
  for (const { expression, pointer } of jsonataTexts(state)) {
    for (const [, guarded = "", value = ""] of expression.matchAll(
      /\$exists\(\s*(\$[\w.]+)\s*\)\s*\?\s*([^:?]+?)\s*:/g,
    )) {
      if (value.includes(guarded)) continue;
      const parent = guarded.slice(0, guarded.lastIndexOf("."));
      const read = /^\$[\w.]+$/.exec(value)?.[0];
      if (
        read === undefined ||
        parent === "" ||
        parent === "$states" ||
        read.slice(0, read.lastIndexOf(".")) !== parent
      )
        continue;
      yield { message: `asks whether ${guarded} is there, and reads ${read}`, state, pointer };
    }
  }
}
