import { type Argument, type Intrinsic, parseIntrinsic, parsePath, type Path } from "@alpha-engine/asl";

import { StateMachineError } from "../errors.ts";

type Fields = Readonly<Record<string, unknown>>;

/** How a value of the input becomes one word of bash in JSONPath, where no quote may be near it. */
const WORD_BEGINS = '"$(printf %s ';
const WORD_ENDS = ' | base64 -d)"';

/** A payload template as it stands in `Arguments`: expressions in place of `x.$`. */
export function template(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(template);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key.endsWith(".$") ? [key.slice(0, -2), `{% ${expressionOf(String(inner))} %}`] : [key, template(inner)],
    ),
  );
}

/** A payload template as one expression. */
export function templateExpression(value: unknown, root?: string): string {
  if (Array.isArray(value)) return `[${value.map((inner) => templateExpression(inner, root)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value as Fields).map(([key, inner]) =>
    key.endsWith(".$")
      ? `${JSON.stringify(key.slice(0, -2))}:${expressionOf(String(inner), root)}`
      : `${JSON.stringify(key)}:${templateExpression(inner, root)}`,
  );
  return `{${fields.join(",")}}`;
}

/** A path or a call of an intrinsic function. */
export function expressionOf(text: string, root?: string): string {
  return text.startsWith("$") ? pathExpression(text, root) : call(parseIntrinsic(text), root);
}

export function pathExpression(text: string, root = "$states.input"): string {
  return ofPath(parsePath(text), root);
}

function ofPath({ root, segments, text }: Path, input: string): string {
  const start = root.kind === "context" ? "$states.context" : input;
  return segments.reduce((before, segment) => {
    if (segment.kind === "name") return `${before}.${segment.name}`;
    if (segment.kind === "index") return `${before}[${segment.index}]`;
    throw untranslatable(text);
  }, start);
}

function call(intrinsic: Intrinsic, root?: string): string {
  const { arguments: args, text } = intrinsic;
  const of = (index: number): string => argument(args[index], text, root);
  switch (intrinsic.name) {
    case "States.Format":
      return format(intrinsic, root);
    case "States.Array":
      return `[${args.map((_, index) => of(index)).join(",")}]`;
    case "States.JsonMerge":
      return `$merge([${of(0)},${of(1)}])`;
    case "States.StringToJson":
      return literalJson(args[0], text);
    case "States.JsonToString":
      return `$string(${of(0)})`;
    case "States.MathAdd":
      return `(${of(0)} + ${of(1)})`;
    case "States.ArrayGetItem":
      return `(${of(0)})[${of(1)}]`;
    case "States.ArrayLength":
      return count(args[0], text, root);
    case "States.ArrayRange":
      return `[${of(0)}..${of(1)}]`;
    case "States.StringSplit":
      return `$split(${of(0)},${of(1)})`;
    default:
      throw untranslatable(text);
  }
}

function argument(value: Argument | undefined, text: string, root?: string): string {
  if (value?.kind === "path") return ofPath(value.path, root ?? "$states.input");
  if (value?.kind === "call") return call(value, root);
  if (value?.kind === "value") return JSON.stringify(value.value);
  throw untranslatable(text);
}

function literalJson(value: Argument | undefined, text: string): string {
  if (value?.kind !== "value") throw untranslatable(text);
  return JSON.stringify(JSON.parse(String(value.value)));
}

/** `$.*` counts the keys; JSONata would flatten the lists among the values. */
function count(value: Argument | undefined, text: string, root = "$states.input"): string {
  if (value?.kind !== "path" || value.path.segments.at(-1)?.kind !== "wildcard")
    return `$count(${argument(value, text, root)})`;
  return `$count($keys(${ofPath({ ...value.path, segments: value.path.segments.slice(0, -1) }, root)}))`;
}

/** Text with values between; here a quote can stand beside a value, so a word of bash needs no detour. */
function format({ arguments: [first, ...values], text }: Intrinsic, root?: string): string {
  if (first?.kind !== "format") throw untranslatable(text);
  let before = first.pieces[0] ?? "";
  const parts: string[] = [];
  for (const [index, value] of values.entries()) {
    const after = first.pieces[index + 1] ?? "";
    if (value.kind === "call" && value.name === "States.Base64Encode") {
      if (!before.endsWith(WORD_BEGINS) || !after.startsWith(WORD_ENDS)) throw untranslatable(text);
      parts.push(JSON.stringify(before.slice(0, -WORD_BEGINS.length)), word(argument(value.arguments[0], text, root)));
      before = after.slice(WORD_ENDS.length);
    } else {
      parts.push(JSON.stringify(before), `$string(${argument(value, text, root)})`);
      before = after;
    }
  }
  return [...parts, JSON.stringify(before)].filter((part) => part !== '""').join(" & ");
}

/** In single quotes nothing is special to bash but the single quote, which goes between double ones. */
function word(value: string): string {
  return `"'" & $replace($string(${value}),"'",${JSON.stringify(`'"'"'`)}) & "'"`;
}

function untranslatable(text: string): StateMachineError {
  return new StateMachineError("NOT_TRANSLATABLE", `no JSONata is known here for ${text}`, {
    hint: "write it with the functions that are known here, or build this machine in JSONPath",
  });
}
