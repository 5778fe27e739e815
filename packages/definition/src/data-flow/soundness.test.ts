import { interpret, type JsonObject, type JsonValue, parse, TaskFailure } from "@alpha-engine/asl";
import { type Draw, drawDefinition, drawValue } from "@alpha-engine/random-definition";
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { readDefinition } from "../read/read-definition.ts";
import { find, everyEntry } from "../shapes/entries.ts";
import type { Shape } from "../shapes/shape.ts";
import { isObject } from "../tree/tree.ts";
import { Analysis } from "./analysis.ts";
import { marksOf } from "./marks.ts";
import { needsOf, verdictOf } from "./needs.ts";

const RUNS = Number(process.env["PROPERTY_RUNS"] ?? 200);
const SEED = Number(process.env["PROPERTY_SEED"] ?? 20_261_130);
const MOST_EVENTS = 150;

/** Whether a value is one of those that a shape stands for. */
function isOne(value: JsonValue, shape: Shape): boolean {
  switch (shape.kind) {
    case "any":
      return true;
    case "literal":
      return value === shape.value;
    case "scalar":
      return typeof value !== "object" || value === null;
    case "list":
      return (
        Array.isArray(value) &&
        value.length >= shape.known.length &&
        value.every((item: JsonValue, index) => {
          const of = shape.known[index] ?? shape.others;
          return of !== undefined && isOne(item, of);
        })
      );
    default:
      if (!isObject(value)) return shape.rest !== undefined;
      return (
        everyEntry(shape.fields, ({ shape: inner, is }, key) => {
          const item = value[key];
          if (item === undefined) return is !== "present";
          return is !== "never" && isOne(item, inner);
        }) &&
        (shape.rest !== undefined || Object.keys(value).every((key) => find(shape.fields, key) !== undefined))
      );
  }
}

/** Runs a definition, if it is one: what each state was given, which were left, and how it ended. */
async function run(
  definition: JsonObject,
  input: JsonValue,
  draw: Draw,
): Promise<
  | {
      readonly entered: readonly (readonly [string, JsonValue])[];
      readonly left: ReadonlySet<string>;
      readonly cause: string;
    }
  | undefined
> {
  const parsed = parse(definition);
  if (!parsed.ok) return undefined;
  const stop = new AbortController();
  let count = 0;
  const { history, cause = "" } = await interpret(
    parsed.machine,
    input,
    {
      signal: stop.signal,
      tasks: async () => {
        if (draw(1, 3) === 1) throw new TaskFailure("Broken", "no");
        return drawValue(draw);
      },
      onEvent: () => {
        if (++count > MOST_EVENTS) stop.abort();
      },
    },
    { random: () => 0.5 },
  );
  const entered: (readonly [string, JsonValue])[] = [];
  const left = new Set<string>();
  for (const event of history) {
    const { stateEnteredEventDetails: into, stateExitedEventDetails: out } = event as unknown as {
      readonly stateEnteredEventDetails?: { readonly name: string; readonly input: string };
      readonly stateExitedEventDetails?: { readonly name: string };
    };
    if (into !== undefined) entered.push([into.name, JSON.parse(into.input) as JsonValue]);
    if (out !== undefined) left.add(out.name);
  }
  return { entered, left, cause };
}

async function check(draw: Draw, language: "JSONPath" | "JSONata"): Promise<boolean> {
  const definition = drawDefinition(draw, language);
  const input = drawValue(draw);
  const { tree } = readDefinition(definition);
  const ran = await run(definition, input, draw);
  if (ran === undefined) return false;
  const { entered, left, cause } = ran;
  const byName = new Map(tree.states.map((state) => [state.name, state]));
  const told = (what: string): string =>
    `${what}\n${JSON.stringify(definition)}\ninput ${JSON.stringify(input)}\n${JSON.stringify(entered)}\n${cause}`;
  for (const analysis of [new Analysis(tree), new Analysis(tree, marksOf(tree))]) {
    for (const [name, value] of entered) {
      const state = byName.get(name);
      if (state === undefined) throw new Error(told(`no state ${name}`));
      const worlds = analysis.entered(state);
      const fits = worlds.some(({ data }) => isOne(value, data));
      if (!fits) throw new Error(told(`${name} got ${JSON.stringify(value)}, not one of ${JSON.stringify(worlds)}`));
      for (const need of needsOf(state, analysis)) {
        const verdict = verdictOf(worlds, need.is);
        const isCertain = !/\/(?:ItemSelector|Catch)\b/.test(need.pointer) && state.raw["Catch"] === undefined;
        if (verdict === "never" && isCertain && left.has(name))
          throw new Error(told(`${name} was left although ${need.text} is never there`));
        const isMissed =
          cause.includes(`'${name}'`) &&
          [`'${need.text}' specified`, `'${need.text}' :`].some((text) => cause.includes(text)) &&
          /could not be found|No results for path|Missing property|returned nothing/.test(cause);
        if (verdict === "present" && isMissed && language === "JSONPath")
          throw new Error(told(`${name} lacks ${need.text}, which is always there`));
      }
    }
  }
  return true;
}

test.each(["JSONPath", "JSONata"] as const)(
  "what is said of the data of a definition in %s holds in every execution of it",
  { timeout: 60_000 },
  async (language) => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (generate) => {
        if (await check((min, max) => generate(fc.integer, { min, max }), language)) run++;
      }),
      { numRuns: RUNS, seed: SEED },
    );
    expect(run).toBeGreaterThan(RUNS / 2);
    expect(RUNS).toBeGreaterThan(0);
  },
);
