import { type JsonataExpression, jsonataExpressionsIn } from "@alpha-engine/definition/data-flow";
import type { StateNode } from "@alpha-engine/definition/tree";

/** Every JSONata expression of a state, in whatever field, without comments; none of a JSONPath state. */
export function jsonataTexts({ own, pointer, isJsonata }: StateNode): readonly JsonataExpression[] {
  const found = isJsonata ? jsonataExpressionsIn(own, pointer) : [];
  return found.map(({ expression, ...place }) => ({ expression: withoutComments(expression), ...place }));
}

/** What stands between `{%` and `%}`, without comments. */
export function inside(text: string): string | undefined {
  const expression = /^\{%([\s\S]*)%\}$/.exec(text)?.[1];
  return expression === undefined ? undefined : withoutComments(expression);
}

function withoutComments(expression: string): string {
  return expression.replaceAll(/\/\*[\s\S]*?\*\//g, "").trim();
}

/** A sign of an expression, and how many brackets are open around it; quoted text is one sign. */
interface Sign {
  readonly text: string;
  readonly depth: number;
}

/** The signs of an expression; nothing where quotes or brackets do not match. */
function signsOf(expression: string): readonly Sign[] | undefined {
  const signs: Sign[] = [];
  const open: string[] = [];
  for (let index = 0; index < expression.length; index++) {
    const sign = expression.charAt(index);
    if (`'"\``.includes(sign)) {
      const end = endOfQuote(expression, index);
      if (end === undefined) return undefined;
      signs.push({ text: expression.slice(index, end + 1), depth: open.length });
      index = end;
      continue;
    }
    if (")]}".includes(sign) && open.pop() !== sign) return undefined;
    signs.push({ text: sign, depth: open.length });
    if ("([{".includes(sign)) open.push({ "(": ")", "[": "]", "{": "}" }[sign] ?? "");
  }
  return open.length === 0 ? signs : undefined;
}

function endOfQuote(text: string, start: number): number | undefined {
  for (let index = start + 1; index < text.length; index++) {
    if (text.charAt(index) === "\\") index++;
    else if (text.charAt(index) === text.charAt(start)) return index;
  }
  return undefined;
}

/** An expression without what is in its brackets and quotes: `$f()`, `a[].b`, `""`; nothing where they do not match. */
export function outermost(expression: string): string | undefined {
  return signsOf(expression)
    ?.map(({ text, depth }) => (depth > 0 ? "" : text.length > 1 ? '""' : text))
    .join("")
    .trim();
}

/** What an expression can become: both sides of `condition ? one : other`, inside brackets around all of it, too. */
export function outcomes(expression: string): readonly string[] {
  const signs = signsOf(expression.trim());
  if (signs === undefined) return [];
  if (signs[0]?.text === "(" && signs.findIndex(({ text, depth }) => text === ")" && depth === 0) === signs.length - 1)
    return /[;]|:=/.test(outermost(expression.trim().slice(1, -1)) ?? ";")
      ? []
      : outcomes(expression.trim().slice(1, -1));
  const at = (sign: string): number => signs.findIndex(({ text, depth }) => text === sign && depth === 0);
  const [asks, other] = [at("?"), at(":")];
  if (asks === -1 || other === -1) return [expression.trim()];
  const between = (from: number, to: number): string =>
    signs
      .slice(from, to)
      .map(({ text }) => text)
      .join("");
  return [...outcomes(between(asks + 1, other)), ...outcomes(between(other + 1, signs.length))];
}
