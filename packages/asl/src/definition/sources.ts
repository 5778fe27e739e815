import { parseIntrinsic } from "../intrinsics/parse-intrinsic.ts";
import { parsePath } from "../paths/parse-path.ts";
import { at } from "../problem.ts";
import { SyntaxProblem } from "../scanner.ts";
import { compileJsonata, isDelimited } from "../templates/compile.ts";
import { parseTimestamp } from "../timestamp.ts";
import type { StateContext } from "./context.ts";
import { fieldOf } from "./field-values.ts";
import type { NumberSource, Source, TextSource } from "./machine.ts";

/** `Seconds`, `SecondsPath` or `Seconds` as a JSONata expression. */
export function numberSource(name: string, context: StateContext): NumberSource | undefined {
  const { fields } = context;
  const computed = computedSource(name, context);
  if (computed !== undefined) return computed;
  const value = fields.number(name);
  return value === undefined ? undefined : { kind: "literal", value };
}

/** `Error`, `ErrorPath` (also an intrinsic function) or `Error` as a JSONata expression. */
export function textSource(name: string, context: StateContext): TextSource | undefined {
  const { fields } = context;
  const computed = computedSource(name, context);
  if (computed !== undefined) return computed;
  const value = fields.text(name);
  if (name === "Timestamp" && value !== undefined && parseTimestamp(value) === undefined) {
    fields.report(name, "INVALID_TIMESTAMP", "String does not match RFC3339 timestamp", {
      hint: `like 2026-01-31T12:00:00Z, got '${value}'`,
    });
  }
  return value === undefined ? undefined : { kind: "literal", value };
}

function computedSource(name: string, context: StateContext): Exclude<Source<never>, { kind: "literal" }> | undefined {
  const { fields, queryLanguage } = context;
  const value = fields.get(name);
  if (queryLanguage === "JSONata")
    return typeof value === "string" && isDelimited(value)
      ? compileJsonata(value, { field: fieldOf(name, context), pointer: at(fields.pointer, name) }, context)
      : undefined;
  const field = `${name}Path`;
  // A Wait has one of four. [recordings: corpus-2, wait_validation]
  if (name !== "Seconds" && name !== "Timestamp") fields.onlyOne([name, field]);
  const text = fields.text(field);
  if (text === undefined) return undefined;
  try {
    if ((name === "Error" || name === "Cause") && text.startsWith("States.")) {
      return { kind: "template", field, template: { kind: "call", field, call: parseIntrinsic(text) } };
    }
    return { kind: "path", field, path: parsePath(text) };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    fields.report(field, "INVALID_PATH", "Value must be a valid JSONPath.", { hint: error.message });
    return undefined;
  }
}
