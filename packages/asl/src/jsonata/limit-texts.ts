import type { Expression } from "jsonata";

/** A text may not grow longer, all texts that functions make may not together. */
const LONGEST_TEXT = 1_000_000;
const MOST_CHARACTERS = 50_000_000;

/** Called by the library after every part of an expression. */
const EXIT = Symbol.for("jsonata.__evaluate_exit") as unknown as string;

/** Stops an expression that would fill the memory with text. */
export function limitTexts(expression: Expression): void {
  const made = new WeakMap<object, number>();
  expression.assign(EXIT, (_: unknown, __: unknown, environment: { readonly base: object }, result: unknown) => {
    if (typeof result !== "string" || result.length < 1000) return;
    const total = (made.get(environment.base) ?? 0) + result.length;
    if (result.length > LONGEST_TEXT || total > MOST_CHARACTERS)
      throw Object.assign(new Error("The expression makes texts that are too long"), { code: "D2015" });
    made.set(environment.base, total);
  });
}
