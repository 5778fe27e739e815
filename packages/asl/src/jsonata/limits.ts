import type { Expression } from "jsonata";

/**
 * How far an expression may go on AWS, whose evaluator wraps the library's: a depth of 100, five seconds, and so many bytes
 * at once: 873,782 numbers, or a text of four million characters but none of eight. [measured with TestState, 2026]
 */
export const GUARDRAILS: { readonly timeout: number; readonly stack: number; readonly sequence: number } = {
  timeout: 5000,
  stack: 100,
  sequence: 873_782,
};
const MOST_BYTES = 8 * GUARDRAILS.sequence;
/** All texts that an expression makes may not be longer together. */
const MOST_CHARACTERS = 50_000_000;

export const TOO_DEEP: string =
  "Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive.";
export const TOO_SLOW: string = "Expression evaluation timeout: Check for infinite loop";
const TOO_LARGE = "Expression evaluation memory limit exceeded: Check for excessive memory usage";

/** What the library's own guards say, in AWS's words. */
export const GUARDED: Readonly<Record<string, string>> = { D1011: TOO_DEEP, D1012: TOO_SLOW, D2015: TOO_LARGE };

/** An expression that went too far. */
export class LimitExceeded extends Error {
  override readonly name: string = "LimitExceeded";

  constructor(message: string = TOO_LARGE) {
    super(message);
  }
}

/** Refuses a text or a list that would not fit. */
export function refuseLarge(length: number, bytesEach: number = 1): void {
  if (!(length * bytesEach <= MOST_BYTES)) throw new LimitExceeded();
}

/** Called by the library after every part of an expression. */
const EXIT = Symbol.for("jsonata.__evaluate_exit") as unknown as string;

/** Stops an expression that holds too much. */
export function limitMemory(expression: Expression): void {
  const made = new WeakMap<object, number>();
  expression.assign(EXIT, (_: unknown, __: unknown, environment: { readonly base: object }, result: unknown) => {
    if (Array.isArray(result)) return refuseLarge(result.length, 8);
    if (typeof result !== "string" || result.length < 1000) return;
    const total = (made.get(environment.base) ?? 0) + result.length;
    refuseLarge(total > MOST_CHARACTERS ? Infinity : result.length);
    made.set(environment.base, total);
  });
}
