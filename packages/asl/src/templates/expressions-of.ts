import type { Jsonata, Template } from "./template.ts";

const NO_EXPRESSIONS: readonly Jsonata[] = [];
const EXPRESSIONS = new WeakMap<Template, readonly Jsonata[]>();

/** The expressions in a template, in the order in which it is filled. */
export function expressionsOf(template: Template): readonly Jsonata[] {
  if (template.kind !== "list" && template.kind !== "object")
    return template.kind === "jsonata" ? [template] : NO_EXPRESSIONS;
  const known = EXPRESSIONS.get(template);
  if (known !== undefined) return known;
  const found =
    template.kind === "list"
      ? template.items.flatMap(expressionsOf)
      : template.entries.flatMap(([, item]) => expressionsOf(item));
  EXPRESSIONS.set(template, found);
  return found;
}
