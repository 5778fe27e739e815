import { isObject, type JsonObject, type JsonValue } from "../json.ts";
import { Expressions } from "../jsonata/compile.ts";
import { at, type Problem, type Report } from "../problem.ts";
import type { Context } from "./context.ts";
import { labelled } from "./diagnostic.ts";
import { Fields } from "./fields.ts";
import { FIELDS } from "./known-fields.ts";
import type { Machine, MachineType, Scope } from "./machine.ts";
import { parseState } from "./parse-state.ts";
import { readQueryLanguage } from "./query-language.ts";
import { MACHINE_TIMEOUT } from "./ranges.ts";
import { readDefinition } from "./read-definition.ts";
import { checkShadows } from "./shadows.ts";
import { ofWhatIsKnown, withResources } from "./substitutions.ts";
import { checkTransitions } from "./transitions.ts";

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
 * NO_TERMINAL_STATE /States
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
  const report: Report = (pointer, code, message, details) =>
    void problems.push(labelled(undefined, { pointer, code, message }, details));
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
  const report: Report = (pointer, code, message, details) =>
    void problems.push(labelled(value, { pointer, code, message }, details));
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
    labels: new Set(),
    machineLanguage: queryLanguage,
    machineType,
    parseScope: (scope, pointer, known) => {
      if (isObject(scope)) new Fields(scope, pointer, report).close(known, undefined);
      return parseScope(scope, pointer, context);
    },
  };
  fields.close(FIELDS.machine, undefined);
  const comment = fields.text("Comment");
  fields.word("Version", ["1.0"]);
  const timeoutSeconds = fields.number("TimeoutSeconds", MACHINE_TIMEOUT);
  const root = parseScope(definition, "", context);
  checkTransitions(definition, report);
  checkShadows(definition, queryLanguage, report);
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
function parseScope(value: JsonValue, pointer: string, context: Context): Scope | undefined {
  if (!isObject(value)) {
    context.report(pointer, "WRONG_TYPE", "Expected value of type [OBJECT]");
    return undefined;
  }
  const fields = new Fields(value, pointer, context.report);
  fields.require("States", "StartAt");
  const startAt = fields.text("StartAt");
  const list = fields.object("States");
  if (list === undefined) return undefined;
  if (Object.keys(list).length === 0) fields.report("States", "MISSING_FIELD", "Value cannot be empty");
  const states = new Map(
    Object.entries(list).flatMap(([name, state]) => {
      const parsed = parseState(name, state, at(pointer, "States", name), context);
      return parsed === undefined ? [] : [[name, parsed] as const];
    }),
  );
  if (startAt === undefined) return undefined;
  const scope: Scope = { pointer, startAt, states };
  context.scopes.set(pointer, scope);
  return scope;
}
