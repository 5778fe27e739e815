import type { JsonValue } from "@alpha-engine/asl";
import { at, isObject, listOf, type StateNode } from "@alpha-engine/definition/tree";

import { inside, outcomes, outermost } from "../../rule/jsonata-texts.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "jsonata-single-item",
  severity: "warning",
  preset: "recommended",
  what: "The Items of a Map come from an expression that gives no list where it finds just one item.",
  why: "JSONata makes the item itself of a list of one that it has found: the Map then goes over the fields of that item, or fails.",
  mend: "Put it in brackets: {% [$states.input.jobs[ready = true]] %}.",
  known: "documentation of JSONata, sequences; public definitions where lists of one became texts (2025)",
  *check({ states }) {
    for (const map of states) {
      const items = map.raw["Items"];
      if (!map.isJsonata || map.type !== "Map" || typeof items !== "string") continue;
      for (const { value, state, pointer } of [
        { value: items, state: map, pointer: at(map.pointer, "Items") },
        ...givers(map, items, states),
      ]) {
        const finds = typeof value === "string" ? finding(value) : undefined;
        if (finds !== undefined)
          yield {
            message: `the Items of ${map.name} are no list where ${finds} just one item`,
            state,
            pointer,
            related: state === map ? [] : [map],
          };
      }
    }
  },
};

interface Giver {
  readonly value: JsonValue | undefined;
  readonly state: StateNode;
  readonly pointer: string;
}

/** Where the value of a variable, or of a field of the input, is made: in an Assign, or in the Output before. */
function givers(map: StateNode, items: string, states: readonly StateNode[]): readonly Giver[] {
  const [, variable] = /^\$(\w+)$/.exec(inside(items) ?? "") ?? [];
  if (variable !== undefined) return states.flatMap((state) => madeIn(state, "Assign", variable));
  const [, field] = /^\$states\.input\.(\w+)$/.exec(inside(items) ?? "") ?? [];
  return field === undefined
    ? []
    : [...new Set(map.incoming.map(({ from }) => from))].flatMap((state) => madeIn(state, "Output", field));
}

function madeIn(state: StateNode, template: string, name: string): readonly Giver[] {
  if (!state.isJsonata) return [];
  const own = { value: state.raw[template], pointer: at(state.pointer, template) };
  const entries = ["Catch", "Choices"].flatMap((list) =>
    listOf(state.raw[list]).map((entry, index) => ({
      value: isObject(entry) ? entry[template] : undefined,
      pointer: at(state.pointer, list, index, template),
    })),
  );
  return [own, ...entries].flatMap(({ value, pointer }) =>
    isObject(value) && value[name] !== undefined ? [{ value: value[name], state, pointer: at(pointer, name) }] : [],
  );
}

/** What of an expression may find just one, in words. */
function finding(text: string): string | undefined {
  return outcomes(inside(text) ?? "")
    .map(collapsing)
    .find((finds) => finds !== undefined);
}

function collapsing(expression: string): string | undefined {
  const signs = outermost(expression) ?? "";
  const [called] = /(?<=^|~>\s*)\$(?:each|filter|keys|map|sift)\(\)$/.exec(signs) ?? [];
  if (called !== undefined) return `${called.replace("()", "")} finds`;
  if (!/^\$?\w+(?:\s*\.\s*\w+|\[\]|\.?\(\)|\s)*$/.test(signs)) return undefined;
  if (/\.\s*\(\)$/.test(signs)) return "the mapping finds";
  return /\[[^\][]*[=<>][^\][]*\](?:\.\w+)*$/.test(expression) ? "the filter finds" : undefined;
}
