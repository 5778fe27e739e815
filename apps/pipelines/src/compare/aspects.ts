import { renderCommands, type State } from "@alpha-engine/definition";

import { readScript } from "./script.ts";

type Fields = Readonly<Record<string, unknown>>;

/** An input in which every value that a command can hold is different from all others. */
const SAMPLE = {
  run_date: "2026-01-31",
  preflight_args: " --preflight-only",
  ...Object.fromEntries(
    ["morning_enrich", "data_phase1", "rag_ingestion", "research", "predictor_training", "backtester", "parity"].map(
      (step) => [`skip_${step}`, false],
    ),
  ),
};
const EDGES = ["Next", "Default"];
/** Words for people, and what is compared state by state. */
const LEFT_OUT = ["Comment", "Branches", "Choices", "Catch", ...EDGES];

/** What a state says, part by part; each part has one value, or several in no order. */
export async function aspectsOf(
  state: State,
  through: (edge: string) => string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = new Map<string, string[]>();
  const add = (aspect: string, value: unknown): void => {
    all.set(aspect, [...(all.get(aspect) ?? []), typeof value === "string" ? value : JSON.stringify(value)]);
  };
  for (const edge of EDGES) {
    const target = state[edge];
    if (typeof target === "string") add(edge, through(target));
  }
  // To end is to go to a state that only succeeds.
  if (state["End"] === true) add("Next", "(end)");
  for (const rule of (state["Choices"] ?? []) as readonly Fields[])
    for (const text of ruleTexts(rule, through)) add("Choice", text);
  for (const { ErrorEquals, Next, ResultPath } of (state["Catch"] ?? []) as readonly Fields[]) {
    add(`Catch ${String(ErrorEquals)}`, through(String(Next)));
    add(`Catch ${String(ErrorEquals)} ResultPath`, ResultPath ?? null);
  }
  const rendered = await renderCommands(state, SAMPLE);
  if (rendered !== undefined) {
    const { setup, work } = readScript(rendered.commands);
    for (const line of setup) add("setup", line);
    for (const [part, text] of Object.entries(work)) add(`work.${part}`, text);
  }
  for (const [path, value] of leaves(state, "", rendered !== undefined)) add(path, value);
  return all;
}

/**
 * What a rule compares and where it leads, a line for each of its alternatives. Whether the value is there is left out: to
 * ask first is only careful.
 */
function ruleTexts({ Next, ...rule }: Fields, through: (edge: string) => string): readonly string[] {
  return alternatives(rule).map((text) => `${text} -> ${through(String(Next))}`);
}

function alternatives(rule: Fields): readonly string[] {
  const { And, Or, Not, Variable, ...comparison } = rule;
  if (Array.isArray(Or)) return (Or as readonly Fields[]).flatMap(alternatives);
  if (Array.isArray(And)) {
    const parts = (And as readonly Fields[]).filter(({ IsPresent }) => IsPresent !== true).map(alternatives);
    const [only, ...more] = parts;
    if (only === undefined) return ["is present"];
    return more.length === 0 ? only : [parts.map((texts) => texts.join(" or ")).join(" and ")];
  }
  if (Not !== undefined) return [`not ${alternatives(Not as Fields).join(" or ")}`];
  const [operator = "", expected] = Object.entries(comparison)[0] ?? [];
  return [`${String(Variable)} ${operator} ${JSON.stringify(expected)}`];
}

function leaves(value: unknown, path: string, hasCommands: boolean): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value) && value.every((inner) => typeof inner !== "object")) return [[path, value.join(",")]];
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (path === "" && [...LEFT_OUT, "End"].includes(key)) return [];
    if (hasCommands && key.startsWith("commands")) return [];
    // A list of lists of fields, as Retry is, comes as one.
    if (Array.isArray(inner) && inner.some((each) => typeof each === "object"))
      return inner.map((each) => [`${path}${key}`, withoutComment(each)] as const);
    return leaves(inner, typeof inner === "object" && inner !== null ? `${path}${key}.` : `${path}${key}`, hasCommands);
  });
}

function withoutComment(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== "Comment"));
}
