import { functionName, isObject, listOf } from "@alpha-engine/definition/tree";

import type { LintSettings } from "../../rule/config.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "lambda-not-granted",
  severity: "error",
  preset: "recommended",
  what: "A function is invoked that the execution role may not invoke. Needs `invokable` in the configuration.",
  why: "AccessDenied falls into the Catch; a best-effort step then does nothing for weeks, and every run is green.",
  mend: "Grant lambda:InvokeFunction on the function and its aliases.",
  known: "three signals without data, 2026-05-07",
  *check({ states, settings }) {
    if (settings.invokable === undefined) return;
    const patterns = patternsOf(settings.invokable);
    for (const state of states) {
      const name = state.call?.service === "lambda" ? functionName(state.call) : undefined;
      if (name === undefined || patterns.some((pattern) => covers(pattern, name))) continue;
      yield { message: `the role may not invoke ${name}`, state };
    }
  },
};

/** A list of patterns, or every resource that a policy document lets be invoked. */
function patternsOf(invokable: NonNullable<LintSettings["invokable"]>): readonly string[] {
  if (Array.isArray(invokable)) return invokable as readonly string[];
  const policy = invokable as Readonly<Record<string, unknown>>;
  const document = isObject(policy["PolicyDocument"]) ? policy["PolicyDocument"] : policy;
  return texts(document["Statement"], isObject).flatMap((statement) => {
    const actions = texts(statement["Action"], (value) => typeof value === "string");
    const grants =
      statement["Effect"] === "Allow" &&
      actions.some((action) => ["lambda:InvokeFunction", "lambda:*", "*"].includes(action));
    return grants ? texts(statement["Resource"], (value) => typeof value === "string") : [];
  });
}

function texts<T>(value: unknown, is: (value: unknown) => value is T): readonly T[] {
  return (Array.isArray(value) ? listOf(value) : [value]).filter(is);
}

function covers(pattern: string, name: string): boolean {
  if (pattern === "*") return true;
  const words = pattern.split(":");
  const wanted = words.length >= 7 ? (words[6] ?? "") : pattern;
  return new RegExp(`^${wanted.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll("*", ".*")}$`).test(name);
}
