import type { CompiledExpression } from "./compile.ts";
import type { Evaluation, EvaluationAnswer } from "./evaluation.ts";
import { stepFunctions } from "./functions.ts";
import { isFunction, plain } from "./plain.ts";

/** Evaluates an expression of the machine. Never throws: what goes wrong is the answer. */
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
