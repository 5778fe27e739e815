import { RegularExpression } from "../regular-expressions/regular-expression.ts";

/** What the JSONata library uses in place of RegExp: patterns that cannot run for ever. */
export class RegexEngine {
  readonly source: string;
  lastIndex = 0;
  readonly #pattern: RegularExpression;

  constructor(expression: RegExp) {
    this.source = expression.source;
    this.#pattern = new RegularExpression(expression.source, expression.flags);
  }

  exec(text: string): RegExpExecArray | null {
    const found = this.#pattern.find(text, this.lastIndex);
    if (found === undefined) return null;
    const [start = 0, end = 0] = found;
    this.lastIndex = end;
    const texts = Array.from({ length: found.length / 2 }, (_, group) => {
      const from = found[group * 2] ?? -1;
      const to = found[group * 2 + 1] ?? -1;
      return from < 0 || to < 0 ? undefined : text.slice(from, to);
    });
    return Object.assign(texts as [string], { index: start, input: text });
  }
}
