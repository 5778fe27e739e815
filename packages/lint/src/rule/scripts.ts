import type { JsonObject, JsonValue } from "@alpha-engine/asl";
import { commandSource, type CommandTemplate, extractCommands, renderCommands } from "@alpha-engine/definition";
import { type Route, routeOf } from "@alpha-engine/definition/data-flow";
import { at, type StateNode, type Tree } from "@alpha-engine/definition/tree";

import { readShell, type Shell } from "../shell/script.ts";

/** The script that a state sends, with a marker wherever a value of the input or the context goes in. */
export interface Script {
  readonly state: StateNode;
  /** Where the commands are written. */
  readonly pointer: string;
  readonly templates: readonly CommandTemplate[];
  readonly text: string;
  readonly shell: Shell;
  /** What stands in the text for which path. */
  readonly markers: readonly Marker[];
  /** The script for each given input that it can be rendered for. */
  readonly rendered: readonly string[];
}

interface Marker {
  readonly text: string;
  readonly path: string;
  readonly route: Route;
}

/** Every script of a definition. What does not parse as an intrinsic has no script; another rule says so. */
export async function scriptsOf(tree: Tree, inputs: readonly JsonObject[]): Promise<readonly Script[]> {
  const scripts: Script[] = [];
  for (const state of tree.states) {
    if (state.call?.service !== "ssm" || state.call.action !== "sendCommand") continue;
    const source = commandSource(state.raw);
    const templates = extractCommands(state.raw);
    if (source === undefined || templates === undefined) continue;
    const markers = markersOf(templates);
    const text = await render(state, markers);
    if (text === undefined) continue;
    const rendered: string[] = [];
    for (const input of inputs) rendered.push(...((await scriptFor(state, input)) ?? []));
    const pointer = at(state.pointer, ...source.steps);
    scripts.push({ state, pointer, templates, text: text[0], shell: readShell(text[0]), markers, rendered });
  }
  return scripts;
}

function markersOf(templates: readonly CommandTemplate[]): readonly Marker[] {
  const paths = [...new Set(templates.flatMap((template) => template.paths))];
  return paths.flatMap((path, index) => {
    const route = routeOf(path.replace(/^\$states\.input/, "$").replace(/^\$states\.context/, "$$$$"));
    return route === undefined ? [] : [{ text: `ASLVALUE${index}Z`, path, route }];
  });
}

/** A text that holds nothing special, so that what is seen around it is what the definition wrote. */
function render(state: StateNode, markers: readonly Marker[]): Promise<readonly [string] | undefined> {
  let input: JsonValue = {};
  let context: JsonValue = {};
  for (const { text, path, route } of markers) {
    const value = path.endsWith("StartTime") || path.endsWith("EnteredTime") ? "2026-01-31T09:00:00.000Z" : text;
    if (route.root === "input") input = placed(input, route.keys, value);
    if (route.root === "context") context = placed(context, route.keys, value);
  }
  return scriptFor(state, input, context as JsonObject);
}

/** The script; undefined where it cannot be rendered for that input, which is another rule's to say. */
async function scriptFor(
  state: StateNode,
  input: JsonValue,
  context?: JsonObject,
): Promise<readonly [string] | undefined> {
  try {
    const rendered = await renderCommands(state.raw, input, context === undefined ? {} : { context });
    return rendered === undefined ? undefined : [rendered.script];
  } catch {
    return undefined;
  }
}

/** `data` with `value` at `keys`; indexes make lists. */
function placed(data: JsonValue | undefined, keys: readonly string[], value: JsonValue): JsonValue {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (/^\d+$/.test(key)) {
    const list = Array.isArray(data) ? [...(data as readonly JsonValue[])] : [];
    list[Number(key)] = placed(list[Number(key)], rest, value);
    return list;
  }
  const object = typeof data === "object" && data !== null && !Array.isArray(data) ? (data as JsonObject) : {};
  return { ...object, [key]: placed(object[key], rest, value) };
}
