import type { JsonObject, JsonValue } from "@alpha-engine/asl";
import type { FoundDefinition } from "@alpha-engine/definition/files";
import { type Invented, invent } from "@alpha-engine/definition/invent";
import { isObject, type ServiceCall, type StateNode } from "@alpha-engine/definition/tree";

/** A definition with all that can be said of it without running anything. */
export interface Studied {
  readonly name: string;
  /** The file, as a configuration names it. */
  readonly definition: string;
  readonly found: FoundDefinition;
  readonly substitutions: Readonly<Record<string, JsonValue>>;
  readonly invented: Invented;
  readonly asked: readonly Asked[];
}

/** A task, and what it is called with when all goes well; as far as that can be told where nothing leads to it. */
export interface Asked {
  readonly state: StateNode;
  readonly call: ServiceCall;
  readonly parameters: JsonObject;
  /** Whether it belongs to what happens when all goes well. */
  readonly isEntered: boolean;
}

export interface Known {
  readonly answers?: ReadonlyMap<string, JsonValue> | undefined;
  readonly input?: JsonObject | undefined;
}

/** Looks at a definition in which nothing is left open. */
export async function study(
  named: Pick<Studied, "name" | "definition" | "found" | "substitutions">,
  known: Known = {},
): Promise<Studied> {
  const { tree } = named.found;
  const invented = await invent(tree, known);
  const calls = invented.outcome?.calls ?? new Map<string, JsonValue>();
  const asked = tree.states.flatMap((state) => {
    if (state.call === undefined) return [];
    const parameters = calls.get(state.path);
    const given = isObject(parameters) ? parameters : written(state.call.parameters, invented.input);
    return [{ state, call: state.call, parameters: given, isEntered: calls.has(state.path) }];
  });
  return { ...named, invented, asked };
}

/** What is written down in a template, and what of it is plainly the input's. */
function written(template: JsonObject, input: JsonObject): JsonObject {
  const made: [string, JsonValue][] = [];
  for (const [key, value] of Object.entries(template)) {
    if (key.endsWith(".$")) {
      const found = typeof value === "string" ? atPath(value, input) : undefined;
      if (found !== undefined) made.push([key.slice(0, -2), found]);
    } else if (typeof value === "string" && value.startsWith("{%")) {
      const found = atPath(value.replaceAll(/^\{%\s*|\s*%\}$/g, "").replace(/^\$states\.input\b/, "$"), input);
      if (found !== undefined) made.push([key, found]);
    } else made.push([key, isObject(value) ? written(value, input) : value]);
  }
  return Object.fromEntries(made);
}

function atPath(path: string, input: JsonObject): JsonValue | undefined {
  const names = /^\$\$?(?:\.Execution\.Input)?((?:\.\w+)+)$/.exec(path)?.[1]?.slice(1).split(".") ?? [];
  if (names.length === 0) return undefined;
  return names.reduce<JsonValue | undefined>((value, name) => (isObject(value) ? value[name] : undefined), input);
}
