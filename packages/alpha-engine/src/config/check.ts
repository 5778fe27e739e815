import type * as z from "zod/mini";

import { AlphaEngineError } from "../errors.ts";

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly minimum?: unknown;
  readonly errors?: readonly (readonly Issue[])[];
}

/** The value as its schema has it; else one error that says file, key, what was expected and what came. */
export function check<Value>(schema: z.ZodMiniType<Value>, value: unknown, file: string): Value {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const issue = mostTelling(error.issues);
  const key = issue.path.map(String).join(".");
  const place = key === "" ? file : `${file}: ${key}`;
  throw new AlphaEngineError("CONFIG_WRONG", `${place}: ${messageOf(issue, value)}`, {
    hint: "the README of alpha-engine shows every key",
  });
}

/**
 * A key that is not known may be the one that is missing, misspelt. Of a union, the alternative is taken that was meant:
 * the one that was understood furthest.
 */
function mostTelling(issues: readonly Issue[]): Issue {
  const first = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  if (first === undefined) return { path: [], message: "not as expected" };
  if (first.code !== "invalid_union") return first;
  const meant = (first.errors ?? []).find((each) =>
    each.some(({ code, path }) => path.length > 0 || code === "unrecognized_keys"),
  );
  if (meant === undefined) return first;
  const inner = mostTelling(meant);
  return { ...inner, path: [...first.path, ...inner.path] };
}

function messageOf(issue: Issue, whole: unknown): string {
  if (issue.code === "unrecognized_keys") return issue.message;
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], whole);
  const got = value === undefined ? "nothing" : typeof value === "function" ? "a function" : shown(value);
  return `${expectation(issue)}, got ${got}`;
}

function expectation({ code, message, expected = "", values = [], minimum }: Issue): string {
  if (code === "invalid_type") return `expected ${WORDS[expected] ?? expected}`;
  if (code === "invalid_value") return `expected one of ${values.join(", ")}`;
  if (code === "too_small") return `expected more than ${String(minimum)}`;
  return message;
}

const WORDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  object: "an object",
  record: "an object",
  array: "a list",
};

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
