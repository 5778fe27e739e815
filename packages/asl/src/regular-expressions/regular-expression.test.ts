import * as fc from "fast-check";
import { expect, test } from "vitest";

import { Pattern } from "./regular-expression.ts";

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
        const found = new Pattern(source, "").find(text, 0);
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

test("matching takes time in proportion to the text", () => {
  const began = performance.now();
  for (const source of ["(a+)+$", "(a|a)*b", "(a*)*b", "(.*)*x", "([a-z]+)*1"])
    expect(new Pattern(source, "").test(`${"a".repeat(20_000)}!`)).toBe(false);
  expect(performance.now() - began).toBeLessThan(30_000);
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
    expect(() => new Pattern(source, "")).toThrow();
});

test("flags ignore case, let the dot take line ends, and anchor lines", () => {
  expect(new Pattern("ÄB", "i").test("xäb")).toBe(true);
  expect(new Pattern("a.b", "").test("a\nb")).toBe(false);
  expect(new Pattern("a.b", "s").test("a\nb")).toBe(true);
  expect(new Pattern("^b$", "m").test("a\nb\nc")).toBe(true);
  expect(new Pattern("a|ab", "", { whole: true }).test("ab")).toBe(true);
});
