import { type Intrinsic, type JsonObject, type JsonValue } from "@alpha-engine/asl";

import { callOf, pathsIn } from "../data-flow/route.ts";
import { isObject, textOf } from "../tree/tree.ts";

/** One entry of a command list, as the definition has it. */
export interface CommandTemplate {
  /** The line, with `{}` where a value goes; the expression itself where the line is nothing but a value. */
  readonly text: string;
  /** Written down as it is, with no value in it. */
  readonly isStatic: boolean;
  /** The paths whose values go into it. */
  readonly paths: readonly string[];
}

/** Where a state's command list is, and how it is written. */
export interface CommandSource {
  /** `commands`, or `commands.$`. */
  readonly key: string;
  readonly value: JsonValue;
  /** Steps from the state to the list. */
  readonly steps: readonly string[];
}

/**
 * The command list of a state; undefined where it sends none. Runs for `sendCommand` of any document that takes `commands`.
 *
 * @example
 * ```ts example
 * import { commandSource } from "@alpha-engine/definition";
 *
 * console.log(commandSource({ Parameters: { Parameters: { commands: ["sweep"] } } }));
 * ```
 * ```text output
 * {
 *   key: 'commands',
 *   value: [ 'sweep' ],
 *   steps: [ 'Parameters', 'Parameters', 'commands' ]
 * }
 * ```
 */
export function commandSource(state: Readonly<Record<string, unknown>>): CommandSource | undefined {
  const outer = state["Arguments"] === undefined ? "Parameters" : "Arguments";
  const request = state[outer] as JsonValue | undefined;
  const parameters = isObject(request) ? request["Parameters"] : undefined;
  if (!isObject(parameters)) return undefined;
  for (const key of ["commands", "commands.$"]) {
    const value = parameters[key];
    if (value !== undefined) return { key, value, steps: [outer, "Parameters", key] };
  }
  return undefined;
}

/**
 * The ordered commands of an SSM state, whether written as `commands` or as `commands.$` (`States.Array`, `States.Format`)
 * or with JSONata in them; undefined for a state that sends none.
 *
 * @example
 * ```ts example
 * import { extractCommands } from "@alpha-engine/definition";
 *
 * const state = {
 *   Parameters: { Parameters: { "commands.$": "States.Array('set -e', States.Format('sweep {}', $.run_date))" } },
 * };
 * console.log(extractCommands(state)?.map(({ text, paths }) => [text, ...paths].join(" | ")));
 * ```
 * ```text output
 * [ 'set -e', 'sweep {} | $.run_date' ]
 * ```
 */
export function extractCommands(state: Readonly<Record<string, unknown>>): readonly CommandTemplate[] | undefined {
  const source = commandSource(state);
  if (source === undefined) return undefined;
  const { key, value } = source;
  if (key === "commands")
    return Array.isArray(value) ? value.map((line) => jsonataTemplate(line as JsonValue)) : [jsonataTemplate(value)];
  const call = typeof value === "string" ? callOf(value) : undefined;
  if (call?.name !== "States.Array")
    return [{ text: textOf(value), isStatic: false, paths: call === undefined ? [textOf(value)] : pathTexts(call) }];
  return call.arguments.map((argument): CommandTemplate => {
    if (argument.kind === "value") return { text: String(argument.value), isStatic: true, paths: [] };
    if (argument.kind === "path") return { text: argument.path.text, isStatic: false, paths: [argument.path.text] };
    return argument.kind === "call"
      ? formatTemplate(argument)
      : { text: argument.pieces.join("{}"), isStatic: true, paths: [] };
  });
}

function formatTemplate(call: Intrinsic): CommandTemplate {
  const [template] = call.arguments;
  const text = call.name === "States.Format" && template?.kind === "format" ? template.pieces.join("{}") : call.text;
  return { text, isStatic: false, paths: pathTexts(call) };
}

function jsonataTemplate(line: JsonValue): CommandTemplate {
  const text = textOf(line);
  const isStatic = !text.startsWith("{%");
  return { text, isStatic, paths: isStatic ? [] : [...new Set(text.match(/\$states\.(?:input|context)[\w.[\]]*/g))] };
}

function pathTexts(call: Intrinsic): readonly string[] {
  return [...new Set(pathsIn(call).map(({ text }) => text))];
}

/**
 * The `Parameters` of the document that a state sends; empty where it sends none.
 *
 * @example
 * ```ts example
 * import { parametersOf } from "@alpha-engine/definition";
 *
 * const send = { Parameters: { Parameters: { commands: ["sweep"], executionTimeout: ["600"] } } };
 * console.log(parametersOf(send)["executionTimeout"]);
 * ```
 * ```text output
 * [ '600' ]
 * ```
 */
export function parametersOf(state: JsonObject): JsonObject {
  const request = state["Arguments"] ?? state["Parameters"];
  const parameters = isObject(request) ? request["Parameters"] : undefined;
  return isObject(parameters) ? parameters : {};
}
