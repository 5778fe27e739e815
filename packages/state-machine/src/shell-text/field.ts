import { StateMachineError } from "../errors.ts";
import type { InputValue, ShellLine } from "./shell.ts";

/**
 * The `commands` of a RunShellScript request, or `commands.$` when a line holds a value of the input. No character that
 * AWS's rules for escapes in intrinsic literals could touch ever gets into a literal: what needs one is refused.
 */
export function commandsField(
  lines: readonly ShellLine[],
): { readonly commands: readonly string[] } | { readonly "commands.$": string } {
  const isStatic = lines.every(({ parts }) => parts.every((part) => typeof part === "string"));
  if (isStatic) return { commands: lines.map(({ parts }) => parts.map(String).join("")) };
  return { "commands.$": `States.Array(${lines.map(lineExpression).join(",")})` };
}

function lineExpression({ parts }: ShellLine): string {
  const values = parts.filter((part) => typeof part !== "string");
  const template = parts.map((part) => (typeof part === "string" ? part : placeholderOf(part))).join("");
  if (values.length === 0) return literal(template, /['\\]/);
  const withoutPlaceholders = parts.filter((part) => typeof part === "string").join("");
  literal(withoutPlaceholders, /['\\{}]/);
  return `States.Format('${template}',${values.map(argumentOf).join(",")})`;
}

/** Base64 goes through both quoting rules untouched; bash decodes it into one word and never parses it. */
function placeholderOf({ as }: InputValue): string {
  return as === "word" ? `"$(printf %s {} | base64 -d)"` : "{}";
}

function argumentOf({ as, path }: InputValue): string {
  return as === "word" ? `States.Base64Encode(${path})` : path;
}

/** A literal of an intrinsic that holds nothing which AWS's rules for escapes could touch. */
export function literal(text: string, forbidden: RegExp): string {
  const found = forbidden.exec(text);
  if (found === null) return `'${text}'`;
  throw new StateMachineError(
    "UNSAFE_COMMAND",
    `this text holds ${found[0]}, which AWS's escaping in intrinsic literals could change: ${text}`,
    { hint: "use double quotes, or move it into a script on the box" },
  );
}
