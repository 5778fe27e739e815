import { parsePath } from "../paths/parse-path.ts";
import type { Path } from "../paths/path.ts";
import { isReferencePath } from "../paths/reference-path.ts";
import { at } from "../problem.ts";
import { SyntaxProblem } from "../scanner.ts";
import { compileJsonataTemplate, compileTemplate } from "../templates/compile.ts";
import type { Template } from "../templates/template.ts";
import type { StateContext } from "./context.ts";

const WHOLE: Path = parsePath("$");

/** `InputPath` and its like: `null` means nothing, absence means `$`. */
export function path(name: string, { fields }: StateContext): Path | null {
  const value = fields.get(name);
  if (value === undefined) return WHOLE;
  if (value === null) return null;
  if (typeof value !== "string") {
    fields.report(name, "WRONG_TYPE", `The value for the field '${name}' must be a JSONPath or null.`);
    return WHOLE;
  }
  try {
    const parsed = parsePath(value);
    if (name === "ResultPath" && (!isReferencePath(parsed) || parsed.root.kind !== "input")) {
      fields.report(
        name,
        "INVALID_PATH",
        `The value for the field 'ResultPath' must be a valid Reference Path, got '${value}'.`,
      );
    }
    return parsed;
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    fields.report(
      name,
      "INVALID_PATH",
      `The value for the field '${name}' must be a valid JSONPath: ${error.message}.`,
    );
    return WHOLE;
  }
}

export function template(name: string, context: StateContext): Template | undefined {
  const { fields, queryLanguage, report } = context;
  const value = fields.get(name);
  if (value === undefined) return undefined;
  const pointer = at(fields.pointer, name);
  return queryLanguage === "JSONata"
    ? compileJsonataTemplate(value, { field: fieldOf(name, context), pointer }, context)
    : compileTemplate(value, pointer, report);
}

/** A field as AWS names it where its expression fails: `Choices[1]/Output`. [measured with TestState, 2026] */
export function fieldOf(name: string, { within = "" }: Pick<StateContext, "within">): string {
  return `${within}${name}`;
}

export function assignTemplate(name: string, context: StateContext): Template | undefined {
  const value = context.fields.object(name);
  for (const key of Object.keys(value ?? {})) {
    const bare = context.queryLanguage === "JSONPath" && key.endsWith(".$") ? key.slice(0, -2) : key;
    if (!/^[\p{L}_][\p{L}\p{N}_]{0,79}$/u.test(bare) || bare === "states") {
      context.report(at(context.fields.pointer, name, key), "WRONG_VALUE", `'${bare}' is not a name for a variable.`);
    }
  }
  return value === undefined ? undefined : template(name, context);
}

/** `{ [name]: value }`, or nothing where there is no value. */
export function optional<K extends string, V>(name: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [P in K]?: V });
}
