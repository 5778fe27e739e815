import { isObject, type JsonObject, type JsonValue } from "../json.ts";
import { Expressions } from "../jsonata/compile.ts";
import { at, type Problem, type Report } from "../problem.ts";
import type { Context } from "./context.ts";
import { Fields } from "./fields.ts";
import type { Machine, MachineType, QueryLanguage, Scope } from "./machine.ts";
import { parseState } from "./parse-state.ts";
import { readQueryLanguage } from "./query-language.ts";
import { readDefinition } from "./read-definition.ts";
import { ofWhatIsKnown, withResources } from "./substitutions.ts";

/** The machine, or every {@link Problem} that keeps the definition from being one. */
export type ParseResult =
  | { readonly ok: true; readonly machine: Machine }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** What is known of a machine outside its definition. */
export interface ParseOptions {
  /** Express machines take no `.sync`, no `.waitForTaskToken` and no activity. @default "STANDARD" */
  readonly machineType?: MachineType;
  /**
   * `open`: a text may hold `${Name}`, which something fills in before Step Functions reads the definition. What is only wrong
   * for that is no problem, and a `Resource` that is nothing else is that of a function.
   * @default "none"
   */
  readonly substitutions?: "open" | "none";
}

/**
 * Reads a definition, as text or as a JSON value, and compiles it; all problems at once.
 *
 * @example
 * ```ts example
 * import { parse } from "@alpha-engine/asl";
 *
 * const parsed = parse({ StartAt: "Train", States: { Train: { Type: "Pass", Next: "Deploy" } } });
 * if (!parsed.ok) for (const { code, pointer } of parsed.problems) console.log(code, pointer);
 * ```
 * ```text output
 * UNKNOWN_TARGET /States/Train/Next
 * ```
 */
export function parse(definition: unknown, options: ParseOptions = {}): ParseResult {
  const { machine, problems } = compile(definition, options);
  return machine === undefined || problems.length > 0 ? { ok: false, problems } : { ok: true, machine };
}

/** What can be made of a definition, and every problem it has. */
export function compile(
  definition: unknown,
  { machineType = "STANDARD", substitutions = "none" }: ParseOptions = {},
): Compiled {
  const problems: Problem[] = [];
  const report: Report = (pointer, code, message) => void problems.push({ pointer, code, message });
  const value = readDefinition(definition, report);
  if (value === undefined) return { machine: undefined, problems };
  if (substitutions === "none" || !JSON.stringify(value).includes("${")) return compileValue(value, machineType);
  const compiled = compileValue(withResources(value), machineType);
  const known = ofWhatIsKnown(compiled.problems, value, (filled) => compileValue(filled, machineType).problems);
  return { ...compiled, problems: known };
}

interface Compiled {
  readonly machine: Machine | undefined;
  readonly problems: readonly Problem[];
}

function compileValue(value: JsonObject, machineType: MachineType): Compiled {
  const problems: Problem[] = [];
  const report: Report = (pointer, code, message) => void problems.push({ pointer, code, message });
  return { machine: parseMachine(value, machineType, report), problems };
}

function parseMachine(definition: JsonObject, machineType: MachineType, report: Report): Machine | undefined {
  const fields = new Fields(definition, "", report);
  const queryLanguage = readQueryLanguage(fields) ?? "JSONPath";
  const context: Context = {
    report,
    expressions: new Expressions(),
    scopes: new Map(),
    names: new Map(),
    machineLanguage: queryLanguage,
    machineType,
    parseScope: (value, pointer, language) => parseScope(value, pointer, language, context),
  };
  const comment = fields.text("Comment");
  fields.text("Version");
  const timeoutSeconds = fields.number("TimeoutSeconds", { least: 0, whole: true });
  const root = parseScope(definition, "", queryLanguage, context);
  if (root === undefined) return undefined;
  return {
    definition,
    ...(comment === undefined ? {} : { comment }),
    queryLanguage,
    ...(timeoutSeconds === undefined || timeoutSeconds === 0 ? {} : { timeoutSeconds }),
    root,
    scopes: context.scopes,
    expressions: context.expressions.compiled,
  };
}

/** Reads `StartAt` and `States` of a machine, a branch or an item processor. */
function parseScope(
  value: JsonValue,
  pointer: string,
  queryLanguage: QueryLanguage,
  context: Context,
): Scope | undefined {
  if (!isObject(value)) {
    context.report(pointer, "WRONG_TYPE", "Expected an object with StartAt and States.");
    return undefined;
  }
  const fields = new Fields(value, pointer, context.report);
  const missing = ["States", "StartAt"].filter((name) => value[name] === undefined);
  if (missing.length > 0)
    context.report(pointer, "MISSING_FIELD", `These fields are required: [${missing.join(", ")}]`);
  const startAt = fields.text("StartAt");
  const list = fields.object("States");
  if (startAt === undefined || list === undefined) return undefined;
  const states = new Map(
    Object.entries(list).flatMap(([name, state]) => {
      const parsed = parseState(
        name,
        state,
        { pointer: at(pointer, "States", name), inherited: queryLanguage },
        context,
      );
      return parsed === undefined ? [] : [[name, parsed] as const];
    }),
  );
  if (Object.keys(list).length === 0)
    fields.report("States", "MISSING_FIELD", "States must contain at least one state.");
  if (!Object.hasOwn(list, startAt))
    fields.report(
      "StartAt",
      "UNKNOWN_TARGET",
      `Missing 'Next' target: ${startAt}: StartAt names a state that does not exist.`,
    );
  const scope: Scope = { pointer, startAt, states };
  checkTargets(list, fields, pointer, startAt);
  context.scopes.set(pointer, scope);
  return scope;
}

function checkTargets(list: JsonObject, fields: Fields, pointer: string, startAt: string): void {
  const reached = new Set([startAt]);
  for (const [name, state] of Object.entries(list)) {
    for (const [path, target] of targetsOf(state)) {
      reached.add(target);
      if (Object.hasOwn(list, target)) continue;
      fields.reportAt(
        at(pointer, "States", name, ...path),
        "UNKNOWN_TARGET",
        `Missing 'Next' target: ${target}: no state of this scope has that name.`,
      );
    }
  }
  for (const name of Object.keys(list)) {
    if (reached.has(name)) continue;
    fields.reportAt(
      at(pointer, "States", name),
      "UNREACHABLE_STATE",
      `State '${name}' is not reachable: nothing names it as Next, Default or StartAt.`,
    );
  }
}

/** Every state that `state` names, with the path of the field in it. */
function targetsOf(state: JsonValue | undefined): [(string | number)[], string][] {
  if (!isObject(state)) return [];
  const own: [(string | number)[], JsonValue | undefined][] = [
    [["Next"], state["Next"]],
    [["Default"], state["Default"]],
  ];
  for (const list of ["Choices", "Catch"]) {
    const items = state[list];
    if (!Array.isArray(items)) continue;
    for (const [index, item] of (items as JsonValue[]).entries())
      if (isObject(item)) own.push([[list, index, "Next"], item["Next"]]);
  }
  return own.filter((entry): entry is [(string | number)[], string] => typeof entry[1] === "string");
}
