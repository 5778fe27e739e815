import { parseIntrinsic } from "../intrinsics/parse-intrinsic.ts";
import { isArray, isObject, type JsonValue } from "../json.ts";
import type { Expressions } from "../jsonata/compile.ts";
import type { References } from "../jsonata/references.ts";
import { parsePath } from "../paths/parse-path.ts";
import { at, type Report } from "../problem.ts";
import { SyntaxProblem } from "../scanner.ts";
import type { Jsonata, Template } from "./template.ts";

const NOTHING: Template = { kind: "literal", value: null };

/** Compiles a JSONPath payload template: keys that end in `.$` are paths or intrinsic functions. */
export function compileTemplate(value: JsonValue, pointer: string, report: Report): Template {
  if (isArray(value)) {
    return folded({
      kind: "list",
      items: value.map((item, index) => compileTemplate(item, at(pointer, index), report)),
    });
  }
  if (!isObject(value)) return { kind: "literal", value };
  const entries = Object.entries(value).map(([key, item]): readonly [string, Template] => {
    if (!key.endsWith(".$")) return [key, compileTemplate(item, at(pointer, key), report)];
    const bare = key.slice(0, -2);
    if (Object.hasOwn(value, bare)) {
      report(at(pointer, key), "CONFLICTING_FIELDS", `'${bare}' and '${key}' name the same field.`);
    }
    return [bare, compileReference(key, item, pointer, report)];
  });
  return folded({ kind: "object", entries });
}

/** Compiles the text of one `.$` field; AWS names the object that it is in. [recordings: validation, test_illegal_escapes] */
function compileReference(field: string, value: JsonValue, place: string, report: Report): Template {
  const pointer = at(place, field);
  if (typeof value !== "string") {
    report(
      pointer,
      "WRONG_TYPE",
      `The value for the field '${field}' must be a STRING that contains a JSONPath but was ${typeNameOf(value)}`,
      { place },
    );
    return NOTHING;
  }
  const isPath = value.startsWith("$");
  try {
    if (isPath) return { kind: "path", field, path: parsePath(value) };
    return { kind: "call", field, call: parseIntrinsic(value) };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    report(
      pointer,
      isPath ? "INVALID_PATH" : "INVALID_INTRINSIC",
      `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call`,
      { place, hint: error.message },
    );
    return NOTHING;
  }
}

function typeNameOf(value: JsonValue): string {
  if (value === null) return "NULL";
  return (isArray(value) ? "array" : typeof value).toUpperCase();
}

/** Where problems of expressions go, and where expressions that are good are kept. */
export interface Compilation {
  readonly report: Report;
  readonly expressions: Expressions;
  /** What `$states` has at this place besides `input` and `context`. */
  readonly offered?: "result" | "errorOutput";
}

/** Where a value stands: its field, as AWS names it, and its JSON pointer. */
interface Place {
  readonly field: string;
  readonly pointer: string;
}

/** Compiles a JSONata template: every text `{% … %}` is an expression. */
export function compileJsonataTemplate(value: JsonValue, place: Place, compilation: Compilation): Template {
  const { field, pointer } = place;
  if (isArray(value)) {
    return folded({
      kind: "list",
      items: value.map((item, index) =>
        compileJsonataTemplate(item, { field: `${field}[${index}]`, pointer: at(pointer, index) }, compilation),
      ),
    });
  }
  if (isObject(value)) {
    const entries = Object.entries(value).map(
      ([key, item]) =>
        [
          key,
          compileJsonataTemplate(item, { field: `${field}/${key}`, pointer: at(pointer, key) }, compilation),
        ] as const,
    );
    return folded({ kind: "object", entries });
  }
  return (
    (typeof value === "string" ? compileJsonata(value, place, compilation) : undefined) ?? { kind: "literal", value }
  );
}

export const NOT_DELIMITED = "JSONata string must start with {% and end with %}";

/** Whether the text is meant as an expression: `{% … %}`, also where the end is missing. */
export function isDelimited(text: string): boolean {
  return text.startsWith("{%");
}

/** The expression in `{% … %}`; `undefined` where `text` is not written so. */
export function compileJsonata(
  text: string,
  { field, pointer }: Place,
  { report, expressions, offered }: Compilation,
): Jsonata | undefined {
  if (!isDelimited(text)) return undefined;
  if (!text.endsWith("%}") || text.length < 4) {
    report(pointer, "WRONG_VALUE", NOT_DELIMITED);
    return undefined;
  }
  const expression = text.slice(2, -2).trim();
  const read = expressions.add(expression);
  if ("problem" in read) report(pointer, "INVALID_JSONATA", read.problem, { hint: read.hint });
  else
    for (const message of unsupportedReferences(read.references, offered))
      report(pointer, "UNSUPPORTED_JSONATA", message, { hint: "$states.input reads the input, $name a variable" });
  return { kind: "jsonata", field, expression };
}

/** What the expression reads that is not there when AWS evaluates it. [floci pull requests 2699 and 2786, measured] */
function unsupportedReferences({ names, fields }: References, offered: Compilation["offered"]): string[] {
  return [
    ...[...names].map((name) =>
      name === "$$"
        ? "Reference to '$$' is not supported."
        : `Reference to '${name}' at the top level is not supported.`,
    ),
    ...["result", "errorOutput"]
      .filter((field) => field !== offered && fields.has(field))
      .map((field) => `Field '$states.${field}' does not exist.`),
  ];
}

/** A template in which nothing is computed is its value. */
function folded(template: Extract<Template, { kind: "object" | "list" }>): Template {
  if (template.kind === "list") {
    const values = template.items.filter((item) => item.kind === "literal");
    return values.length === template.items.length
      ? { kind: "literal", value: values.map(({ value }) => value) }
      : template;
  }
  const entries: [string, JsonValue][] = [];
  for (const [key, item] of template.entries) {
    if (item.kind !== "literal") return template;
    entries.push([key, item.value]);
  }
  return { kind: "literal", value: Object.fromEntries(entries) };
}
