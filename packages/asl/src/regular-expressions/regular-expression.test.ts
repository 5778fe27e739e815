import * as fc from "fast-check";
import { expect, test } from "vitest";

import { RegularExpression } from "./regular-expression.ts";

/** Patterns that JavaScript understands too, without groups in repetitions, which it resets and Java does not. */
const atoms = fc.constantFrom(
  "a",
  "b",
  ".",
  "[ab]",
  "[^a]",
  "\\d",
  "\\w",
  "(?:ab|a)",
  "\\b",
  "^",
  "$",
  "(?:(?:a|b)*)",
  "(?:(?:a?)?)",
);
const signs = fc.constantFrom("", "", "*", "+", "?", "*?", "+?", "{2}", "{1,2}", "{0,}");
const sources = fc
  .array(
    fc.tuple(atoms, signs).map(([atom, sign]) => (/^(?:\\b|\^|\$)$/.test(atom) ? atom : atom + sign)),
    { maxLength: 4 },
  )
  .chain((parts) => fc.constantFrom(parts.join(""), `(${parts.join("")})`, parts.join("|")));

test("it finds what JavaScript's own patterns find", () => {
  fc.assert(
    fc.property(
      sources,
      fc.string({ unit: fc.constantFrom("a", "b", "1", " ", "\n"), maxLength: 8 }),
      (source, text) => {
        const found = new RegularExpression(source, "").find(text, 0);
        const own = new RegExp(source).exec(text);
        const texts =
          found &&
          Array.from({ length: found.length / 2 }, (_, group) => {
            const [start = -1, end = -1] = found.slice(group * 2, group * 2 + 2);
            return start < 0 ? undefined : text.slice(start, end);
          });
        expect(texts ?? null).toEqual(own === null ? null : [...own]);
      },
    ),
    { numRuns: 2000 },
  );
});

test("matching takes steps in proportion to the text, whatever the pattern", () => {
  const steps = (source: string, length: number): number => {
    const expression = new RegularExpression(source, "");
    const allowed = expression.stepsLeft;
    expect(expression.test(`${"a".repeat(length)}!`)).toBe(false);
    return allowed - expression.stepsLeft;
  };
  for (const source of ["(a+)+$", "(a|a)*b", "(a*)*b", "(.*)*x", "([a-z]+)*1"])
    expect(steps(source, 20_000)).toBeLessThan(2.01 * steps(source, 10_000));
});

test("a match that would take too many steps is given up", () => {
  const expression = new RegularExpression("(a+)+$", "");
  expression.stepsLeft = 1000;
  expect(() => expression.test(`${"a".repeat(1000)}!`)).toThrow("too many steps");
});

test("spaces, line ends and groups in repetitions are JavaScript's", () => {
  const sameAsJavaScript = (source: string, flags: string, text: string): void => {
    const [start = -1, end = -1] = new RegularExpression(source, flags).find(text, 0) ?? [];
    const own = new RegExp(source, flags).exec(text);
    expect([source, start < 0 ? undefined : text.slice(start, end)]).toEqual([source, own?.[0]]);
  };
  sameAsJavaScript("a\\sb", "", "a\u00a0b");
  sameAsJavaScript("\\s", "", "\v");
  sameAsJavaScript("a.b", "", "a\rb");
  sameAsJavaScript("^a$", "m", "a\r\nb");
  sameAsJavaScript("(|a)+", "", "aa");
  sameAsJavaScript("^.$", "", "😀");
});

test("what cannot be matched so is refused", () => {
  for (const source of [
    "(?=a)",
    "(?<!a)b",
    "(a)\\1",
    "\\p{L}",
    "a{1001}",
    "(a{1000}){1000}",
    "(",
    ")",
    "*a",
    "a**",
    "[b-a]",
    "\\",
  ])
    expect(() => new RegularExpression(source, "")).toThrow();
});

test("flags ignore case, let the dot take line ends, and anchor lines", () => {
  expect(new RegularExpression("ÄB", "i").test("xäb")).toBe(true);
  expect(new RegularExpression("a.b", "").test("a\nb")).toBe(false);
  expect(new RegularExpression("a.b", "s").test("a\nb")).toBe(true);
  expect(new RegularExpression("^b$", "m").test("a\nb\nc")).toBe(true);
  expect(new RegularExpression("a|ab", "", { whole: true }).test("ab")).toBe(true);
});
