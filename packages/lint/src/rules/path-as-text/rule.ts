import type { JsonObject, JsonValue } from "@alpha-engine/asl";
import { callOf, callsIn, expressionsIn, namesRead, routeOf } from "@alpha-engine/definition/data-flow";
import { at, isObject, listOf, type StateNode } from "@alpha-engine/definition/tree";

import type { LintContext } from "../../rule/context.ts";
import { type PlainText, plainTexts, templatesOf } from "../../rule/plain-texts.ts";
import type { Found, Rule } from "../../rule/rule.ts";

const CONTEXT = /^\$\$\.(?:Execution|State|StateMachine|Task|Map)(?![\w-])/;
const INTRINSIC =
  /^States\.(?:Array\w*|Base64(?:En|De)code|Format|Hash|JsonMerge|JsonToString|Math(?:Add|Random)|StringSplit|StringToJson|UUID)\s*\(/i;
const INSIDE_CONTEXT = /(?<!['"`\w$])\$\$\.(?:Execution|State|StateMachine|Task|Map)\.\w+/;
const INSIDE_PATH = /(?<!['"`\w$\\])\$\.([A-Za-z_][\w-]*)/g;
const STATES_VARIABLE = /\$states\.(?:input|result|context|errorOutput)\b/;
const BUILT_IN =
  /^\s*\$(?:append|boolean|ceil|contains|count|distinct|each|exists|filter|floor|fromMillis|hash|join|keys|length|lookup|lowercase|map|max|merge|millis|min|not|now|number|parse|partition|random|range|reduce|replace|reverse|round|sort|split|spread|string|substring|substringAfter|substringBefore|sum|toMillis|trim|type|uppercase|uuid|zip)\(/;
/** Services take paths of their own: InputPath of a rule, InputPathsMap, the columns of a stream. */
const TAKES_PATHS = /(?:Paths?|PathsMap|Mapping|JsonPath)$/;
/** Texts that are programs or definitions in themselves. */
const TAKES_PROGRAMS =
  /(?:Query|QueryString|Sql|SqlStatement|Sqls|Statement|Definition|Template|Script|Pattern|Regex|Code)$/i;

export const rule: Rule = {
  id: "path-as-text",
  severity: "error",
  preset: "recommended",
  what: "A path, a field of the context or an intrinsic is sent as text, because its name lacks .$ or, in JSONata, it stands outside {% %}.",
  why: "The service or the function is handed the letters $.job instead of the job: it fails far from here, or works on nothing.",
  mend: 'Write "name.$": "$.path", with the dot; States.Format(\'… {}\', $.path) inside a text; {% $states.input.path %} in JSONata; CausePath and ErrorPath in a Fail, StringEqualsPath in a Choice.',
  known: "public definitions: a hundred such names mended in eight repositories (2020 to 2026)",
  *check(context) {
    const known = namesKnown(context);
    for (const state of context.states) {
      for (const text of plainTexts(state)) yield* inTemplate(state, text, known);
      yield* state.isJsonata
        ? dottedNames(state)
        : [...inFormats(state), ...inResult(state), ...inFields(state, known)];
    }
  },
};

/** What the definition itself knows by name: of the data and of variables. */
interface Known {
  readonly names: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
}

/** Looked up when the first text looks like a path. */
function namesKnown({ states, presence }: LintContext): Known {
  let names: ReadonlySet<string> | undefined;
  let variables: ReadonlySet<string> | undefined;
  return {
    get names() {
      names ??= new Set([...states.flatMap(namesRead), ...presence.written].filter((name) => name !== ""));
      return names;
    },
    get variables() {
      variables ??= new Set(states.flatMap(assignedIn));
      return variables;
    },
  };
}

function assignedIn({ raw }: StateNode): readonly string[] {
  return [raw, ...listOf(raw["Catch"]), ...listOf(raw["Choices"])].flatMap((entry) =>
    isObject(entry) && isObject(entry["Assign"])
      ? Object.keys(entry["Assign"]).map((name) => name.replace(/\.\$$/, ""))
      : [],
  );
}

function* inTemplate(state: StateNode, { key, text, pointer, within }: PlainText, known: Known): Iterable<Found> {
  if (within.some((name) => TAKES_PATHS.test(name))) return;
  const problem = state.isJsonata ? inJsonata(text, known) : inJsonPath(text, key, known);
  if (problem !== undefined) yield { ...problem, state, pointer };
}

type Problem = Pick<Found, "message" | "severity">;

function inJsonPath(text: string, key: string, known: Known): Problem | undefined {
  const kind = kindOf(text, known);
  if (kind !== undefined) {
    const almost = /[^.]\$$/.test(key);
    const how = almost ? `${key} ends in $ without the dot` : `${key} has no .$`;
    return { message: `${text} is handed over as text: ${how}`, severity: almost ? "error" : kind };
  }
  if (/^\{%.*%\}$/s.test(text) || /^\$states\.(?:input|result|context|errorOutput)\b/.test(text))
    return { message: `${short(text)} is JSONata, and this state's language is JSONPath: it is handed over as text` };
  if (TAKES_PROGRAMS.test(key)) return undefined;
  const inside = INSIDE_CONTEXT.exec(text)?.[0] ?? pathInside(text, known);
  return inside === undefined
    ? undefined
    : { message: `${inside} stands inside a text of ${key}, where it stays as it is`, severity: "warning" };
}

/** How sure it is that a whole text is meant as an expression; undefined where it is not. */
function kindOf(text: string, { names, variables }: Known): "error" | "warning" | undefined {
  if (CONTEXT.test(text) || INTRINSIC.test(text)) return "error";
  if (!/^\$[.[\w]/.test(text)) return undefined;
  const route = routeOf(text);
  if (route === undefined || route.keys.length === 0) return undefined;
  const [name = ""] = route.keys;
  if (route.root === "variable") return variables.has(name) ? "error" : undefined;
  return route.root === "input" && (names.has(name) || /^-?\d+$/.test(name)) ? "error" : "warning";
}

function pathInside(text: string, { names }: Known): string | undefined {
  for (const [path, name] of text.matchAll(INSIDE_PATH)) if (names.has(name ?? "")) return path;
  return undefined;
}

function inJsonata(text: string, known: Known): Problem | undefined {
  const message = `${short(text)} is handed over as text: it has no {% %} around it`;
  const [, variable = ""] = /^\s*\$(\w+)(?=\s*$|[.[])/.exec(text) ?? [];
  if (BUILT_IN.test(text) || known.variables.has(variable)) return { message };
  if (STATES_VARIABLE.test(text) && !text.includes("{%"))
    return { message, severity: text.trimStart().startsWith("$") ? "error" : "warning" };
  if (/\{%.*\$.*%\}/s.test(text))
    return { message: `{% %} inside a text is handed over as it is: it must be all of it` };
  if (CONTEXT.test(text) || INTRINSIC.test(text))
    return { message: `${text} is of JSONPath: here it is handed over as text` };
  return /^\$\.[A-Za-z_]/.test(text) && routeOf(text) !== undefined
    ? { message: `${text} is of JSONPath: here it is handed over as text`, severity: "warning" }
    : undefined;
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** Names that end in `.$` mean nothing in JSONata, nor in a Pass state's Result. */
function* dottedNames(state: StateNode): Iterable<Found> {
  for (const { value, pointer, within } of templatesOf(state))
    for (const { text, pointer: place } of expressionsIn(value, pointer))
      yield {
        message: `${within[0]} of a JSONata state sends the name ${place.slice(place.lastIndexOf("/") + 1)} as it is, with ${text}`,
        state,
        pointer: place,
      };
}

function* inResult(state: StateNode): Iterable<Found> {
  if (state.type !== "Pass") return;
  for (const { text, pointer: place } of expressionsIn(state.raw["Result"], at(state.pointer, "Result")))
    yield {
      message: `a Pass state's Result is taken as it is, ${text} as text: Parameters reads paths`,
      state,
      pointer: place,
    };
}

/** A path inside the template of a States.Format. */
function* inFormats(state: StateNode): Iterable<Found> {
  for (const { value, pointer } of templatesOf(state)) {
    for (const expression of expressionsIn(value, pointer)) {
      const call = expression.text.startsWith("$") ? undefined : callOf(expression.text);
      if (call === undefined) continue;
      for (const { arguments: given } of callsIn(call)) {
        for (const argument of given) {
          if (argument.kind !== "format") continue;
          const inside = /(?<!['"`\w$\\])\$\$?\.[A-Za-z_][\w.]*/.exec(argument.pieces.join(" "))?.[0];
          if (inside !== undefined)
            yield {
              message: `${inside} inside the template of States.Format stays as it is: {} and an argument would fill it`,
              state,
              pointer: expression.pointer,
              severity: "warning",
            };
        }
      }
    }
  }
}

/** Where the language itself takes a text, and has another field for a path. */
function* inFields(state: StateNode, known: Known): Iterable<Found> {
  const { raw, pointer, type } = state;
  if (type === "Fail") {
    for (const field of ["Cause", "Error"]) {
      const text = raw[field];
      if (typeof text === "string" && kindOf(text, known) !== undefined)
        yield { message: `${field} shows ${text} as text; ${field}Path reads it`, state, pointer: at(pointer, field) };
    }
  }
  for (const [index, entry] of listOf(raw["Choices"]).entries()) {
    if (isObject(entry)) yield* inRule(entry, at(pointer, "Choices", index), state, known);
  }
}

function* inRule(entry: JsonObject, pointer: string, state: StateNode, known: Known): Iterable<Found> {
  for (const [name, value] of Object.entries(entry)) {
    const parts: readonly JsonValue[] = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
    for (const [index, part] of parts.entries())
      if (isObject(part) && ["And", "Or", "Not"].includes(name))
        yield* inRule(part, name === "Not" ? at(pointer, name) : at(pointer, name, index), state, known);
    if (
      /(?:Equals|LessThan|GreaterThan)$/.test(name) &&
      typeof value === "string" &&
      kindOf(value, known) !== undefined
    )
      yield {
        message: `${name} compares with the text ${value}; ${name}Path reads it`,
        state,
        pointer: at(pointer, name),
      };
  }
}
