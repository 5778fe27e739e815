import { isObject, listOf, type StateNode } from "../tree/tree.ts";
import { jsonataExpressionsIn } from "./jsonata-reads.ts";
import { routeOf } from "./route.ts";
import { expressionReads, expressionsIn } from "./template-paths.ts";

/** Stands for all of the data: what is read of it cannot be seen here. */
export const WHOLE = "";

const PATHS = ["InputPath", "ItemsPath", "OutputPath", "CausePath", "ErrorPath", "SecondsPath", "TimestampPath"];

/**
 * The top-level names of the data that a state looks at, in whatever field and either language.
 *
 * @example
 * ```ts example
 * import { readDefinition } from "@alpha-engine/definition";
 * import { namesRead } from "@alpha-engine/definition/data-flow";
 *
 * const tell = { Type: "Pass", Parameters: { "text.$": "States.Format('{} {}', $.run_date, $.report.url)" }, End: true };
 * const { tree } = readDefinition({ StartAt: "Tell", States: { Tell: tell } });
 * console.log(tree.states.flatMap((state) => namesRead(state)));
 * ```
 * ```text output
 * [ 'run_date', 'report' ]
 * ```
 */
export function namesRead(state: StateNode): readonly string[] {
  let names = NAMES.get(state);
  if (names === undefined) {
    names = namesIn(state);
    NAMES.set(state, names);
  }
  return names;
}

const NAMES = new WeakMap<StateNode, readonly string[]>();

function namesIn(state: StateNode): readonly string[] {
  const { raw, own, pointer, call } = state;
  if (state.isJsonata) return namesInExpressions(state);
  const texts = [
    ...expressionsIn(own, pointer).map(({ text }) => text),
    ...PATHS.flatMap((field) => (typeof raw[field] === "string" ? [raw[field]] : [])),
  ];
  // A message that holds all of the data shows it to people; that is not reading it. Any other call is handed all of it.
  const takesWhole = call !== undefined && !SHOWS.has(call.service);
  const names = texts
    .flatMap((text) => expressionReads(text, pointer))
    .flatMap(({ route }) =>
      route.root !== "input" || (route.keys.length === 0 && !takesWhole) ? [] : [route.keys[0] ?? WHOLE],
    );
  const isHanded = takesWhole && raw["Parameters"] === undefined && raw["InputPath"] === undefined;
  return [...names, ...comparedNames(raw["Choices"]), ...(isHanded ? [WHOLE] : [])];
}

/** What they are told is read by people. */
const SHOWS = new Set(["sns", "ses", "sesv2"]);

function namesInExpressions({ own, pointer }: StateNode): readonly string[] {
  return jsonataExpressionsIn(own, pointer).flatMap(({ expression }) =>
    [...expression.matchAll(/\$states\.input\b(?:\.(?:`([^`]+)`|([\p{L}_][\p{L}\d_]*)))?/gu)].map(
      ([, quoted, name]) => quoted ?? name ?? WHOLE,
    ),
  );
}

function comparedNames(rules: unknown): readonly string[] {
  return listOf(rules as never).flatMap((rule) => {
    if (!isObject(rule)) return [];
    const parts = [...listOf(rule["And"]), ...listOf(rule["Or"]), ...(rule["Not"] === undefined ? [] : [rule["Not"]])];
    const own = Object.entries(rule).flatMap(([key, value]) =>
      typeof value === "string" && (key === "Variable" || key.endsWith("Path"))
        ? (routeOf(value)?.keys.slice(0, 1) ?? [])
        : [],
    );
    return [...own, ...comparedNames(parts)];
  });
}
