import type { CompiledExpression } from "./compile.ts";
import type { Evaluation, EvaluationAnswer } from "./evaluation.ts";
import { stepFunctions } from "./functions.ts";
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
    return answerOf(await expression.evaluate(undefined, { ...stepFunctions(evaluation), ...variables, states }));
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    return { kind: "error", message: code === undefined ? String(message) : `${code}: ${message}` };
  }
}

function answerOf(value: unknown): EvaluationAnswer {
  if (value === undefined) return { kind: "undefined" };
  return isFunction(value) ? { kind: "unsupported" } : { kind: "value", value: plain(value) };
}
