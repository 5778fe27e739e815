import type { JsonObject, JsonValue } from "@alpha-engine/asl";

/**
 * Which variables each state reads, by name, as DescribeStateMachine tells; states that read none are missing.
 * [LocalStack's recordings of AWS, test_sfn_api_variable_references, 2024]
 */
export function variableReferences(definition: string): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {};
  inStates(JSON.parse(definition) as JsonValue, found);
  return found;
}

const SCOPES = new Set(["ItemProcessor", "Iterator", "Branches"]);

function inStates(scope: JsonValue | undefined, found: Record<string, readonly string[]>): void {
  if (Array.isArray(scope)) for (const each of scope) inStates(each as JsonValue, found);
  if (!isObject(scope) || !isObject(scope["States"])) return;
  for (const [name, state] of Object.entries(scope["States"])) {
    if (!isObject(state)) continue;
    const own = Object.fromEntries(Object.entries(state).filter(([field]) => !SCOPES.has(field)));
    const names = new Set(readBy(own, ""));
    if (names.size > 0) found[name] = [...names].toSorted();
    for (const field of SCOPES) inStates(state[field], found);
  }
}

/** A text is an expression between `{%` and `%}`, below a name that ends in `.$`, and in the fields that take a path. */
function readBy(value: JsonValue, field: string): readonly string[] {
  if (typeof value === "string") {
    const jsonata = /^\{%(.*)%\}$/s.exec(value.trim())?.[1];
    if (jsonata !== undefined) return inJsonata(jsonata);
    return field.endsWith(".$") || field.endsWith("Path") || field === "Variable" ? inPath(value) : [];
  }
  if (Array.isArray(value)) return value.flatMap((each) => readBy(each as JsonValue, ""));
  return isObject(value) ? Object.entries(value).flatMap(([name, each]) => readBy(each, name)) : [];
}

/** `$name`, in a path and in the arguments of an intrinsic function; not `$` and `$$`. */
function inPath(text: string): readonly string[] {
  const bare = text.replace(/'(?:\\.|[^'\\])*'/g, "''");
  return [...bare.matchAll(/(?<![\w$])\$([\p{L}_][\p{L}\p{N}_]*)/gu)].map(([, name = ""]) => name);
}

/** Neither `$states`, nor a function that is called, nor what the expression itself binds. */
function inJsonata(text: string): readonly string[] {
  const bare = text.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\/\*.*?\*\//gs, "''");
  const parameters = [...bare.matchAll(/function\s*\(([^)]*)\)/g)].flatMap(([, list = ""]) => inPath(list));
  const bound = [...bare.matchAll(/\$([\p{L}_][\p{L}\p{N}_]*)\s*:=/gu)].map(([, name = ""]) => name);
  const own = new Set(["states", ...parameters, ...bound]);
  const read = [...bare.matchAll(/(?<![\w$])\$([\p{L}_][\p{L}\p{N}_]*)(?!\s*\(|[\p{L}\p{N}_])/gu)];
  return read.map(([, name = ""]) => name).filter((name) => !own.has(name));
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
