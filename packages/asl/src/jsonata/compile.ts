import jsonata from "jsonata";

import { RegularExpression } from "../regular-expressions/regular-expression.ts";
import { SyntaxProblem } from "../scanner.ts";
import { registerFunctions } from "./functions.ts";
import { GUARDRAILS, limitMemory } from "./limits.ts";
import { type References, referencesOf } from "./references.ts";
import { RegexEngine } from "./regex-engine.ts";

export type CompiledExpression = jsonata.Expression;

/** Nobody writes longer ones. */
const LONGEST = 100_000;

/** The JSONata expressions of a definition, each compiled once. */
export class Expressions {
  readonly compiled: Map<string, CompiledExpression> = new Map();

  readonly #read: Map<string, ReadExpression> = new Map();

  /** Compiles `expression`; answers what it refers to, or what is wrong with it. */
  add(expression: string): ReadExpression {
    let read = this.#read.get(expression);
    if (read === undefined) {
      read = this.#compile(expression);
      this.#read.set(expression, read);
    }
    return read;
  }

  #compile(text: string): ReadExpression {
    if (text.length > LONGEST) return { problem: `An expression has at most ${LONGEST} characters.` };
    try {
      const expression = compileExpression(text);
      this.compiled.set(text, expression);
      return { references: referencesOf(expression.ast()) };
    } catch (error) {
      const { code, message = "", position } = error as { code?: string; message?: string; position?: number };
      if (code !== undefined) return { problem: message, hint: `${code} at position ${position ?? 0}` };
      return { problem: error instanceof SyntaxProblem ? message : "A regular expression in it is not valid" };
    }
  }
}

type ReadExpression = { readonly references: References } | { readonly problem: string; readonly hint?: string };

/** Compiles one expression; throws where it is not one, and where it could run for ever. */
function compileExpression(text: string): CompiledExpression {
  const expression = jsonata(text, { ...GUARDRAILS, RegexEngine: RegexEngine as unknown as RegExpConstructor });
  refuseRunaways(expression.ast());
  limitMemory(expression);
  registerFunctions(expression);
  return expression;
}

/** Patterns are tried out here; a signature with many repetitions would be matched by trying all ways. */
function refuseRunaways(ast: unknown): void {
  const open = [ast];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node !== "object" || node === null) continue;
    const { type, value, signature } = node as {
      type?: unknown;
      value?: unknown;
      signature?: { definition?: unknown };
    };
    if (type === "regex" && value instanceof RegExp) new RegularExpression(value.source, value.flags).test("");
    const { definition } = signature ?? {};
    if (typeof definition === "string" && definition.split("+").length > 3)
      throw new SyntaxProblem("The signature of a function repeats at most two parameters", 0);
    for (const inner of Object.values(node)) if (typeof inner === "object" && inner !== null) open.push(inner);
  }
}
