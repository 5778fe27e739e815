import { parseRunDate } from "@alpha-engine/artifacts";
import type { InputField, InputFields } from "@alpha-engine/state-machine";
import { closest } from "fastest-levenshtein";

/** Says what is wrong with the first wrong key of an input, or nothing: what the machine would refuse, in a sentence. */
export function checkInput(input: Readonly<Record<string, unknown>>, fields: InputFields): string | undefined {
  for (const [key, value] of Object.entries(input)) {
    const problem = key === "run_date" ? checkDate(value) : checkField(key, value, fields);
    if (problem !== undefined) return `${key}: ${problem}`;
  }
  return undefined;
}

function checkField(key: string, value: unknown, fields: InputFields): string | undefined {
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (field === undefined) return `unknown; did you mean ${closest(key, ["run_date", ...Object.keys(fields)])}?`;
  if (isRight(value, field)) return undefined;
  return `expected ${describe(field)}, got ${JSON.stringify(value)}`;
}

function isRight(value: unknown, field: InputField): boolean {
  if (field.type === "boolean") return typeof value === "boolean";
  if (field.type === "instance")
    return Array.isArray(value) && value.length === 1 && typeof value[0] === "string" && value[0].startsWith("i-");
  if (typeof value !== "string") return false;
  if (field.oneOf !== undefined) return field.oneOf.includes(value);
  return field.matches === undefined || matches(value, field.matches);
}

function describe(field: InputField): string {
  if (field.type === "boolean") return "true or false";
  if (field.type === "instance") return "a list with one instance id";
  if (field.oneOf !== undefined) return `one of ${field.oneOf.map((word) => JSON.stringify(word)).join(", ")}`;
  return field.matches === undefined ? "a string" : `something like ${field.matches}`;
}

/** As StringMatches does. */
function matches(text: string, pattern: string): boolean {
  const pieces = pattern.split("*").map((piece) => piece.replaceAll(/[.+?^$()[\]{}|\\]/g, String.raw`\$&`));
  return new RegExp(`^${pieces.join(".*")}$`, "s").test(text);
}

function checkDate(value: unknown): string | undefined {
  const problem = `expected a date as YYYY-MM-DD, got ${JSON.stringify(value)}`;
  if (typeof value !== "string") return problem;
  try {
    return parseRunDate(value) === value ? undefined : problem;
  } catch {
    return problem;
  }
}
