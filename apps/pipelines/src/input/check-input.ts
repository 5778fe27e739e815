import { parseRunDate } from "@alpha-engine/artifacts";
import { closest } from "fastest-levenshtein";

import type { InputContract } from "./contract.ts";

/** Says what is wrong with the first wrong field, or nothing. */
export function checkInput(input: Readonly<Record<string, unknown>>, contract: InputContract): string | undefined {
  for (const [key, value] of Object.entries(input)) {
    const problem = checkField(key, value, contract);
    if (problem !== undefined) return `${key}: ${problem}`;
  }
  return undefined;
}

function checkField(key: string, value: unknown, { booleans, strings, lists }: InputContract): string | undefined {
  if (booleans.includes(key)) return typeof value === "boolean" ? undefined : expected("true or false", value);
  if (lists.includes(key)) return isList(value) ? undefined : expected("a list of strings", value);
  const rule = strings[key];
  if (rule === undefined)
    return `unknown; did you mean ${closest(key, [...booleans, ...Object.keys(strings), ...lists])}?`;
  if (typeof value !== "string") return expected("a string", value);
  if (rule === "text") return undefined;
  if (rule === "date") return isDate(value) ? undefined : expected("a date as YYYY-MM-DD", value);
  return rule.includes(value)
    ? undefined
    : expected(`one of ${rule.map((word) => JSON.stringify(word)).join(", ")}`, value);
}

function expected(what: string, value: unknown): string {
  return `expected ${what}, got ${JSON.stringify(value)}`;
}

function isList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string");
}

function isDate(text: string): boolean {
  try {
    return parseRunDate(text) === text;
  } catch {
    return false;
  }
}
