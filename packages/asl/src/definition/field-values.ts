import { parsePath } from "../paths/parse-path.ts";
import type { Path } from "../paths/path.ts";
import { isReferencePath, referencePathProblem } from "../paths/reference-path.ts";
import { at } from "../problem.ts";
import { SyntaxProblem } from "../scanner.ts";
import { compileJsonataTemplate, compileTemplate } from "../templates/compile.ts";
import type { Template } from "../templates/template.ts";
import type { StateContext } from "./context.ts";

const WHOLE: Path = parsePath("$");
/** Fields whose path names one place. [badmintoncryer/cdk-preflight, pf-sfn-asl-jsonpath-syntax] */
const REFERENCES: readonly string[] = ["ResultPath", "ItemsPath"];

/** `InputPath` and its like: `null` means nothing, absence means `$`. */
export function path(name: string, context: StateContext): Path | null {
  if (context.queryLanguage === "JSONata") return WHOLE;
  return context.fields.get(name) === null ? null : (requiredPath(name, context) ?? WHOLE);
}

/** A path that is there, or nothing. */
export function requiredPath(name: string, { fields }: StateContext): Path | undefined {
  const value = fields.text(name);
  if (value === undefined) return undefined;
  const refuse = (message: string, hint?: string): undefined => {
    fields.report(name, "INVALID_PATH", message, { hint });
  };
  const isReference = REFERENCES.includes(name);
  try {
    const parsed = parsePath(value);
    if (!isReference || (isReferencePath(parsed) && (name !== "ResultPath" || parsed.root.kind === "input")))
      return parsed;
    return refuse(referencePathProblem(value));
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return refuse(isReference ? referencePathProblem(value) : "Value must be a valid JSONPath.", error.message);
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
    const pointer = at(context.fields.pointer, name, key);
    if (bare === "states")
      context.report(pointer, "RESERVED_VARIABLE", "Cannot assign to reserved variable '$states'.");
    else if (!/^\p{ID_Start}\p{ID_Continue}*$/u.test(bare))
      context.report(
        pointer,
        "BAD_VARIABLE",
        `Invalid variable name '${bare}': the variable name contains invalid characters.`,
        { hint: "a letter, then letters, digits and _" },
      );
    else if (bare.length > 80)
      context.report(
        pointer,
        "BAD_VARIABLE",
        `Invalid variable name '${bare}': the variable name exceeds the 80-character limit.`,
      );
  }
  return value === undefined ? undefined : template(name, context);
}

/** `{ [name]: value }`, or nothing where there is no value. */
export function optional<K extends string, V>(name: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [P in K]?: V });
}
