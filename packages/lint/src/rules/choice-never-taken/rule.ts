import type { JsonObject } from "@alpha-engine/asl";
import { at, isObject, listOf } from "@alpha-engine/definition/tree";

import { inside } from "../../rule/jsonata-texts.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "choice-never-taken",
  severity: "error",
  preset: "recommended",
  what: "A rule of a Choice that nothing can satisfy, that everything satisfies, or that says the same as a rule before it.",
  why: "Its way is never taken, or every other way is not: And where Or was meant, a rule that was copied and not changed.",
  mend: "Compare with what tells the cases apart: Or of two equalities, And of two inequalities.",
  known: "public definitions: And of two values of one field, mended to Or a commit later (2021)",
  *check({ states }) {
    for (const state of states) {
      if (state.type !== "Choice") continue;
      const choices = listOf(state.raw["Choices"]).filter(isObject);
      const said = new Map<string, number>();
      for (const [index, choice] of choices.entries()) {
        const pointer = at(state.pointer, "Choices", index);
        const text = conditionText(choice);
        const before = said.get(text);
        const verdict = verdictOf(partsOf(choice));
        if (verdict !== undefined) yield { message: `rule ${index} ${verdict}`, state, pointer };
        else if (before !== undefined)
          yield { message: `rule ${index} says the same as rule ${before}, which is taken before it`, state, pointer };
        if (text !== "" && before === undefined) said.set(text, index);
      }
    }
  },
};

const BESIDE = new Set(["Next", "Comment", "Assign", "Output"]);

/** The condition alone, as a text that equal conditions share. */
function conditionText(choice: JsonObject): string {
  const { Condition } = choice;
  if (typeof Condition === "string") return inside(Condition)?.replaceAll(/\s+/g, " ") ?? "";
  const own = Object.entries(choice).filter(([key]) => !BESIDE.has(key));
  return own.length === 0 ? "" : JSON.stringify(own.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** One comparison with something that is written down. */
interface Comparison {
  readonly of: string;
  readonly is: "equal" | "unequal";
  /** The written value, with its type. */
  readonly to: string;
}

interface Parts {
  readonly joined: "and" | "or";
  readonly comparisons: readonly Comparison[];
}

/** Why a rule decides nothing; only what is certain whatever the data is. */
function verdictOf({ joined, comparisons }: Parts): string | undefined {
  const [decides, verdict] =
    joined === "and" ? (["equal", "never holds"] as const) : (["unequal", "always holds"] as const);
  for (const { of, to, is } of comparisons) {
    const other = comparisons.find((one) => one.of === of && one.is === is && one.to !== to);
    if (is === decides && other !== undefined)
      return `${verdict}: ${of} is ${is === "equal" ? "" : "not "}${to}, ${joined} ${of} is ${is === "equal" ? "" : "not "}${other.to}`;
    if (comparisons.some((one) => one.of === of && one.to === to && one.is !== is))
      return `${verdict}: ${of} is ${to}, ${joined} ${of} is not ${to}`;
  }
  return undefined;
}

function partsOf(choice: JsonObject): Parts {
  const expression = typeof choice["Condition"] === "string" ? inside(choice["Condition"]) : undefined;
  if (expression !== undefined) return jsonataParts(expression);
  const joined = choice["Or"] === undefined ? "and" : "or";
  const comparisons = listOf(choice["And"] ?? choice["Or"])
    .filter(isObject)
    .flatMap((part) => comparisonOf(part, true));
  return { joined, comparisons };
}

function comparisonOf(part: JsonObject, holds: boolean): readonly Comparison[] {
  if (isObject(part["Not"])) return comparisonOf(part["Not"], !holds);
  const { Variable: of } = part;
  if (typeof of !== "string") return [];
  return Object.entries(part).flatMap(([operator, value]) => {
    const isTest = operator.startsWith("Is") && typeof value === "boolean";
    if (isTest)
      return [{ of: `${operator} of ${of}`, is: holds ? ("equal" as const) : ("unequal" as const), to: String(value) }];
    return /^(?:String|Numeric|Boolean)Equals$/.test(operator)
      ? [{ of, is: holds ? ("equal" as const) : ("unequal" as const), to: JSON.stringify(value) }]
      : [];
  });
}

const COMPARISON = /^\(?\s*(\$[\w.]+)\s*(!?=)\s*('[^']*'|"[^"]*"|-?\d+(?:\.\d+)?|true|false|null)\s*\)?$/;

/** Comparisons joined by `and` alone, or by `or` alone. */
function jsonataParts(expression: string): Parts {
  const isOr = /\bor\b/.test(expression);
  const parts = isOr && /\band\b/.test(expression) ? [] : expression.split(isOr ? /\bor\b/ : /\band\b/);
  return {
    joined: isOr ? "or" : "and",
    comparisons: parts.flatMap((part) => {
      const [, of, operator, value] = COMPARISON.exec(part.trim()) ?? [];
      return of === undefined || value === undefined
        ? []
        : [{ of, is: operator === "=" ? ("equal" as const) : ("unequal" as const), to: value.replaceAll("'", '"') }];
    }),
  };
}
