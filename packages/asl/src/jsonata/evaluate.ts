import { uuid } from "../intrinsics/functions.ts";
import { RegularExpressionTooSlow } from "../regular-expressions/regular-expression.ts";
import type { CompiledExpression } from "./compile.ts";
import type { Evaluation, EvaluationAnswer } from "./evaluation.ts";
import { chance } from "./functions.ts";
import { GUARDED, LimitExceeded, TOO_SLOW } from "./limits.ts";
import { isFunction, plain } from "./plain.ts";

/**
 * Evaluates an expression of the machine, as the effect `evaluate` asks for. Never throws: what goes wrong is the answer.
 *
 * @example
 * ```ts example
 * import { evaluateJsonata, parse } from "@alpha-engine/asl";
 *
 * const expression = "$sum($states.input.seconds)";
 * const total = { Type: "Pass", Output: `{% ${expression} %}`, End: true };
 * const parsed = parse({ QueryLanguage: "JSONata", StartAt: "Total", States: { Total: total } });
 * if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
 *
 * const states = { input: { seconds: [5, 900] } };
 * console.log(await evaluateJsonata(parsed.machine, { expression, states, variables: {}, at: 0, seed: 1 }));
 * ```
 * ```text output
 * { kind: 'value', value: 905 }
 * ```
 */
export async function evaluateJsonata(
  machine: { readonly expressions: ReadonlyMap<string, CompiledExpression> },
  evaluation: Evaluation,
): Promise<EvaluationAnswer> {
  const expression = machine.expressions.get(evaluation.expression);
  if (expression === undefined) return { kind: "error", message: "The expression is not part of the machine." };
  const { states, variables } = evaluation;
  try {
    return answerOf(await expression.evaluate(undefined, { ...chance(evaluation), ...variables, states }));
  } catch (error) {
    return failedWith(error, evaluation);
  }
}

/** In the words of AWS, or of the library that it uses; what fails inside the engine has an id there and no words. */
function failedWith(error: unknown, evaluation: Evaluation): EvaluationAnswer {
  const { code = "", message } = error as { code?: string; message?: string };
  const guarded = GUARDED[code];
  if (guarded !== undefined) return { kind: "error", message: guarded };
  if (/^[A-Z]\d{4}$/.test(code)) return { kind: "error", message: `${code}: ${message}` };
  if (error instanceof LimitExceeded) return { kind: "error", message: error.message };
  if (error instanceof RegularExpressionTooSlow) return { kind: "error", message: TOO_SLOW };
  return { kind: "internal", id: uuid(Object.values(chance(evaluation))[0]?.random ?? (() => 0)) };
}

function answerOf(value: unknown): EvaluationAnswer {
  if (value === undefined) return { kind: "undefined" };
  return isFunction(value) ? { kind: "unsupported" } : { kind: "value", value: plain(value) };
}
