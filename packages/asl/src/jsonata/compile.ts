import jsonata from "jsonata";

export type CompiledExpression = jsonata.Expression;

/** An expression that runs away is stopped: milliseconds, depth of calls, members of a list. */
const GUARDRAILS = { timeout: 5000, stack: 1000, sequence: 1_000_000 };

/** The JSONata expressions of a definition, each compiled once. */
export class Expressions {
  readonly compiled: Map<string, CompiledExpression> = new Map();

  /** Compiles `expression`; answers what is wrong with it, if anything. */
  add(expression: string): string | undefined {
    if (this.compiled.has(expression)) return undefined;
    try {
      this.compiled.set(expression, jsonata(expression, GUARDRAILS));
      return undefined;
    } catch (error) {
      const { code, message } = error as { code?: string; message?: string };
      return [code, message].filter((part) => part !== undefined).join(": ");
    }
  }
}
