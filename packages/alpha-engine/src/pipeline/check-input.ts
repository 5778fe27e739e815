import { didYouMean } from "@alpha-engine/dialect";

import type { InputField, InputFields } from "../config/config.ts";

/** Says what is wrong with the first wrong key of an input, or nothing: what the machine would refuse, in a sentence. */
export function checkInput(input: Readonly<Record<string, unknown>>, fields: InputFields): string | undefined {
  for (const [key, value] of Object.entries(input)) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (field === undefined) return `${key}: unknown${didYouMean(key, Object.keys(fields))}`;
    if (!isRight(value, field)) return `${key}: expected ${describe(field)}, got ${JSON.stringify(value)}`;
  }
  return undefined;
}

function isRight(value: unknown, { type, oneOf, matches }: InputField): boolean {
  if (type === "boolean") return typeof value === "boolean";
  if (type === "instance")
    return Array.isArray(value) && value.length === 1 && typeof value[0] === "string" && value[0].startsWith("i-");
  if (typeof value !== "string") return false;
  if (type === "date") return isDate(value);
  if (oneOf !== undefined) return oneOf.includes(value);
  return matches === undefined || isLike(value, matches);
}

function describe({ type, oneOf, matches }: InputField): string {
  if (type === "boolean") return "true or false";
  if (type === "instance") return "a list with one instance id";
  if (type === "date") return "a date as YYYY-MM-DD";
  if (oneOf !== undefined) return `one of ${oneOf.map((word) => JSON.stringify(word)).join(", ")}`;
  return matches === undefined ? "a text" : `something like ${matches}`;
}

/** A day that there is. */
function isDate(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(at.valueOf()) && at.toISOString().startsWith(text);
}

/** As StringMatches does. */
function isLike(text: string, pattern: string): boolean {
  const pieces = pattern.split("*").map((piece) => piece.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${pieces.join(".*")}$`, "s").test(text);
}
