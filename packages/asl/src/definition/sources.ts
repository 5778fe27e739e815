import { parseIntrinsic } from "../intrinsics/parse-intrinsic.ts";
import { parsePath } from "../paths/parse-path.ts";
import { at } from "../problem.ts";
import { SyntaxProblem } from "../scanner.ts";
import { compileJsonata } from "../templates/compile.ts";
import { parseTimestamp } from "../timestamp.ts";
import type { StateContext } from "./context.ts";
import { fieldOf } from "./field-values.ts";
import type { NumberSource, Source, TextSource } from "./machine.ts";

interface Bounds {
  readonly least?: number;
  readonly most?: number;
  readonly whole?: boolean;
}

/** `Seconds`, `SecondsPath` or `Seconds` as a JSONata expression. */
export function numberSource(name: string, context: StateContext, bounds: Bounds): NumberSource | undefined {
  const { fields } = context;
  const computed = computedSource(name, context);
  if (computed !== undefined) return computed;
  const value = fields.number(name, bounds);
  return value === undefined ? undefined : { kind: "literal", value };
}

/** `Error`, `ErrorPath` (also an intrinsic function) or `Error` as a JSONata expression. */
export function textSource(name: string, context: StateContext): TextSource | undefined {
  const { fields } = context;
  const computed = computedSource(name, context);
  if (computed !== undefined) return computed;
  const value = fields.text(name);
  if (name === "Timestamp" && value !== undefined && parseTimestamp(value) === undefined) {
    fields.report(
      name,
      "INVALID_TIMESTAMP",
      `Timestamp must be an ISO-8601 extended offset date-time, like 2026-01-31T12:00:00Z, got '${value}'.`,
    );
  }
  return value === undefined ? undefined : { kind: "literal", value };
}

function computedSource(name: string, context: StateContext): Exclude<Source<never>, { kind: "literal" }> | undefined {
  const { fields, queryLanguage } = context;
  const value = fields.get(name);
  if (queryLanguage === "JSONata" && typeof value === "string") {
    return compileJsonata(value, { field: fieldOf(name, context), pointer: at(fields.pointer, name) }, context);
  }
  const field = `${name}Path`;
  const text = fields.text(field);
  if (text === undefined) return undefined;
  if (value !== undefined) fields.report(field, "CONFLICTING_FIELDS", `A state has ${name} or ${field}, not both.`);
  try {
    if ((name === "Error" || name === "Cause") && text.startsWith("States.")) {
      return { kind: "template", field, template: { kind: "call", field, call: parseIntrinsic(text) } };
    }
    return { kind: "path", field, path: parsePath(text) };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    fields.report(
      field,
      "INVALID_PATH",
      `The value for the field '${field}' must be a valid JSONPath: ${error.message}.`,
    );
    return undefined;
  }
}
