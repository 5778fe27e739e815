import { parseIntrinsic, parsePath, type Argument, type Intrinsic, type Path } from "@alpha-engine/asl";

/** Where a JSONPath begins, and the names and indexes that follow. */
export interface Route {
  readonly root: "input" | "context" | "variable";
  /** The variable's name. */
  readonly variable?: string;
  readonly keys: readonly string[];
  /** Whether it names one place; else `keys` lead to where it fans out. */
  readonly definite: boolean;
}

const ROUTES = new Map<string, Route | undefined>();
const CALLS = new Map<string, Intrinsic | undefined>();
const MOST = 20_000;

/**
 * Reads a JSONPath; undefined where it is none.
 *
 * @example
 * ```ts example
 * import { routeOf } from "@alpha-engine/definition/data-flow";
 *
 * console.log(routeOf("$.poll.items[0].Status"), routeOf("not a path"));
 * ```
 * ```text output
 * {
 *   root: 'input',
 *   keys: [ 'poll', 'items', '0', 'Status' ],
 *   definite: true
 * } undefined
 * ```
 */
export function routeOf(text: string): Route | undefined {
  return remembered(ROUTES, text, () => routeOfPath(parsePath(text)));
}

/**
 * Reads an intrinsic; undefined where it is none.
 *
 * @example
 * ```ts example
 * import { callOf } from "@alpha-engine/definition/data-flow";
 *
 * console.log(callOf("States.Format('day {}', $.run_date)")?.name, callOf("$.run_date"));
 * ```
 * ```text output
 * States.Format undefined
 * ```
 */
export function callOf(text: string): Intrinsic | undefined {
  return remembered(CALLS, text, () => parseIntrinsic(text));
}

/**
 * The route of a path that has been parsed.
 *
 * @example
 * ```ts example
 * import { parsePath } from "@alpha-engine/asl";
 * import { routeOfPath } from "@alpha-engine/definition/data-flow";
 *
 * console.log(routeOfPath(parsePath("$.items[*].name")));
 * ```
 * ```text output
 * { root: 'input', keys: [ 'items' ], definite: false }
 * ```
 */
export function routeOfPath(path: Path): Route {
  const keys: string[] = [];
  for (const segment of path.segments) {
    if (segment.kind === "name") keys.push(segment.name);
    else if (segment.kind === "index") keys.push(String(segment.index));
    else break;
  }
  const { root } = path;
  // What a function at the end makes is no place of the data.
  const definite = path.definite && keys.length === path.segments.length;
  return { root: root.kind, ...(root.kind === "variable" ? { variable: root.name } : {}), keys, definite };
}

/** The paths in a call and in the calls within it. */
export function pathsIn(call: Intrinsic): readonly Path[] {
  return call.arguments.flatMap((argument: Argument) => {
    if (argument.kind === "path") return [argument.path];
    return argument.kind === "call" ? pathsIn(argument) : [];
  });
}

/**
 * Every call in a call, itself first.
 *
 * @example
 * ```ts example
 * import { callOf, callsIn } from "@alpha-engine/definition/data-flow";
 *
 * const call = callOf("States.Array(States.Format('{}', $.a), $.b)");
 * if (call !== undefined) console.log(callsIn(call).map(({ name }) => name));
 * ```
 * ```text output
 * [ 'States.Array', 'States.Format' ]
 * ```
 */
export function callsIn(call: Intrinsic): readonly Intrinsic[] {
  return [call, ...call.arguments.flatMap((argument) => (argument.kind === "call" ? callsIn(argument) : []))];
}

/**
 * Whether one list of keys begins with another.
 *
 * @example
 * ```ts example
 * import { startsWith } from "@alpha-engine/definition/data-flow";
 *
 * console.log(startsWith(["poll", "Status"], ["poll"]), startsWith(["poll"], ["poll", "Status"]));
 * ```
 * ```text output
 * true false
 * ```
 */
export function startsWith(keys: readonly string[], prefix: readonly string[]): boolean {
  return prefix.length <= keys.length && prefix.every((key, index) => keys[index] === key);
}

/**
 * As written: `$.a.b[0]`.
 *
 * @example
 * ```ts example
 * import { pathText } from "@alpha-engine/definition/data-flow";
 *
 * console.log(pathText(["items", "0", "run date"]));
 * ```
 * ```text output
 * $.items[0]['run date']
 * ```
 */
export function pathText(keys: readonly string[]): string {
  return `$${keys.map((key) => (/^-?\d+$/.test(key) ? `[${key}]` : /^\w+$/.test(key) ? `.${key}` : `['${key}']`)).join("")}`;
}

function remembered<T>(memory: Map<string, T | undefined>, text: string, read: () => T): T | undefined {
  if (memory.has(text)) return memory.get(text);
  if (memory.size >= MOST) memory.clear();
  let value: T | undefined;
  try {
    value = read();
  } catch {
    value = undefined;
  }
  memory.set(text, value);
  return value;
}
