import type { JsonPrimitive, JsonValue } from "@alpha-engine/asl";

import { ABSENT } from "./build.ts";
import type { Atom, Condition } from "./condition.ts";
import type { Way } from "./origins.ts";
import { fieldKey, type Reads } from "./reads.ts";
import { DAY, goodness } from "./words.ts";

/** Values for places of the sources. */
export type Wish = ReadonlyMap<string, JsonValue | typeof ABSENT>;

/** More ways to the same are not tried. */
const MOST = 6;

/** What to choose so that a Choice goes this way: the ways to it, the best first. */
export function wishesFor(ways: readonly Way[], way: Way, reads: Reads): readonly Wish[] {
  const before = ways
    .slice(0, ways.indexOf(way))
    .flatMap(({ condition }) => (condition === undefined ? [] : [condition]));
  let wishes: readonly Wish[] = way.condition === undefined ? [new Map()] : wished(way.condition, true, reads);
  // What is wished last lies below: the rule that is to hold has the word.
  for (const condition of before.toReversed())
    wishes = wishes
      .flatMap((wish) => (isSettled(condition, wish) ? [wish] : under(wish, wished(condition, false, reads))))
      .slice(0, MOST);
  return wishes.filter(({ size }) => size > 0);
}

/** Whether the values of a condition are chosen already. */
function isSettled(condition: Condition, wish: Wish): boolean {
  return condition.kind === "atom" && condition.value.origins.some((origin) => wish.has(fieldKey(origin)));
}

function under(wish: Wish, below: readonly Wish[]): readonly Wish[] {
  return below.length === 0 ? [wish] : below.map((one) => new Map([...one, ...wish]));
}

function wished(condition: Condition, holds: boolean, reads: Reads): readonly Wish[] {
  switch (condition.kind) {
    case "not":
      return wished(condition.part, !holds, reads);
    case "atom":
      return atomWishes(condition, holds, reads);
    case "all":
    case "any": {
      const parts = condition.parts.map((part) => wished(part, holds, reads));
      if ((condition.kind === "all") !== holds) return parts.flat().slice(0, MOST);
      return parts
        .reduce<readonly Wish[]>(
          (wishes, part) =>
            wishes.flatMap((wish) => (part.length === 0 ? [wish] : part.map((one) => new Map([...wish, ...one])))),
          [new Map()],
        )
        .slice(0, MOST);
    }
    default:
      return [];
  }
}

function atomWishes(atom: Atom, holds: boolean, reads: Reads): readonly Wish[] {
  if (atom.other !== undefined && atom.other.origins.length > 0) return pairWishes(atom, holds);
  const values = atom.value.origins.map((origin) => {
    const key = fieldKey(origin);
    return [key, valuesFor(atom, holds, reads, key)] as const;
  });
  const ways = Math.max(0, ...values.map(([, some]) => some.length));
  return Array.from(
    { length: Math.min(MOST, ways) },
    (_, index) =>
      new Map(
        values.flatMap(([key, some]) =>
          some.length === 0 ? [] : [[key, some[Math.min(index, some.length - 1)] as JsonValue]],
        ),
      ),
  );
}

/** Two values that are compared with each other. */
function pairWishes({ value, operator, other }: Atom, holds: boolean): readonly Wish[] {
  const [low, high] = operator.startsWith("Numeric")
    ? [1, 2]
    : operator.startsWith("Boolean")
      ? [false, true]
      : ["a", "b"];
  const isLess = operator.includes("Less") === holds;
  const isEqual = operator.endsWith("Equals") === holds;
  const [left, right] = isEqual ? [low, low] : isLess ? [low, high] : [high, low];
  return [
    new Map<string, JsonValue>([
      ...value.origins.map((origin) => [fieldKey(origin), left] as const),
      ...(other?.origins ?? []).map((origin) => [fieldKey(origin), right] as const),
    ]),
  ];
}

type Chosen = JsonValue | typeof ABSENT;

function valuesFor({ operator, literal }: Atom, holds: boolean, reads: Reads, key: string): readonly Chosen[] {
  const field = reads.field(key);
  const others = (field?.compared ?? [])
    .flatMap((one) =>
      one.operator === operator && one.literal !== literal && one.literal !== undefined ? [one.literal] : [],
    )
    .toSorted((one, other) => goodness(other) - goodness(one));
  const text = typeof literal === "string" ? literal : "";
  const number = typeof literal === "number" ? literal : 0;
  switch (operator) {
    case "IsPresent":
      return (literal === true) === holds ? [present(field?.compared ?? [])] : [ABSENT];
    case "IsNull":
      return (literal === true) === holds ? [null] : ["value"];
    case "IsString":
      return (literal === true) === holds ? ["text"] : [1];
    case "IsNumeric":
      return (literal === true) === holds ? [1] : ["text"];
    case "IsBoolean":
      return (literal === true) === holds ? [true] : ["text"];
    case "IsTimestamp":
      return (literal === true) === holds ? [`${DAY}T09:00:00Z`] : ["text"];
    case "BooleanEquals":
      return [(literal === true) === holds];
    case "StringEquals":
      return holds ? [text] : [...others, "other"];
    case "StringMatches":
      return holds
        ? [text.replaceAll(/\\(.)|\*/g, (_, quoted: string | undefined) => quoted ?? "a")]
        : [...others.filter((one) => !String(one).includes("*")), "other"];
    case "NumericEquals":
      return holds ? [number] : [...others, number + 1, number - 1];
    case "NumericLessThan":
    case "NumericGreaterThanEquals":
      return (operator === "NumericLessThan") === holds ? [number - 1, number - 0.5] : [number, number + 1];
    case "NumericGreaterThan":
    case "NumericLessThanEquals":
      return (operator === "NumericGreaterThan") === holds ? [number + 1, number + 0.5] : [number, number - 1];
    default:
      return operator.startsWith("Timestamp") ? timesFor(operator, text, holds) : textsFor(operator, text, holds);
  }
}

function present(
  compared: readonly { readonly operator: string; readonly literal: JsonPrimitive | undefined }[],
): JsonValue {
  const literals = compared
    .filter(({ operator }) => !operator.startsWith("Is"))
    .flatMap(({ literal }) => literal ?? []);
  return literals.toSorted((one, other) => goodness(other) - goodness(one))[0] ?? "value";
}

function timesFor(operator: string, text: string, holds: boolean): readonly string[] {
  const at = Date.parse(text);
  if (Number.isNaN(at)) return [];
  const moved = (days: number): string => new Date(at + days * 86_400_000).toISOString();
  if (operator === "TimestampEquals") return [holds ? text : moved(1)];
  return [operator.includes("Less") === holds ? moved(-1) : moved(1)];
}

function textsFor(operator: string, text: string, holds: boolean): readonly string[] {
  if (operator.endsWith("Equals") && operator.includes("Than") && holds) return [text];
  return [operator.includes("Less") === holds ? "" : `${text}~`];
}
