import { callIntrinsic } from "./intrinsics/evaluate-intrinsic.ts";
import { IntrinsicProblem } from "./intrinsics/functions.ts";
import type { Intrinsic } from "./intrinsics/intrinsic.ts";
import { parseIntrinsic } from "./intrinsics/parse-intrinsic.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import { evaluatePath as readPath, PathTooCostly } from "./paths/evaluate-path.ts";
import { parsePath } from "./paths/parse-path.ts";

/** Thrown by {@link evaluateIntrinsic} and {@link evaluatePath}; texts that cannot be read throw a `SyntaxProblem`. */
export class EvaluationError extends Error {
  override readonly name: string = "EvaluationError";
  readonly code: "PATH_NOT_FOUND" | "PATH_TOO_COSTLY" | "INTRINSIC_FAILED";
  /** The path or the call at fault. */
  readonly expression: string;

  constructor(code: EvaluationError["code"], expression: string, message: string) {
    super(message);
    this.code = code;
    this.expression = expression;
  }
}

/** What an expression may refer to beside its data and the context object. */
export interface EvaluateOptions {
  /** By name, without the `$`. @default {} */
  readonly variables?: JsonObject;
  /** Numbers in [0, 1) for MathRandom and UUID. @default Math.random */
  readonly random?: () => number;
}

/** The value of `States.Format(…)` and its like, or of a bare path, as AWS would compute it over `data` (`$`) and `context` (`$$`). */
export function evaluateIntrinsic(
  expression: string | Intrinsic,
  data: JsonValue,
  context: JsonObject = {},
  { variables = {}, random = Math.random }: EvaluateOptions = {},
): JsonValue {
  if (typeof expression === "string" && expression.trimStart().startsWith("$")) {
    const value = evaluatePath(expression.trim(), data, context, { variables });
    if (value === undefined)
      throw new EvaluationError("PATH_NOT_FOUND", expression, `The path ${expression} finds nothing in the data.`);
    return value;
  }
  const call = typeof expression === "string" ? parseIntrinsic(expression) : expression;
  try {
    return callIntrinsic(call, {
      input: data,
      context: () => context,
      variables,
      random,
      missing: ({ text }) => {
        throw new EvaluationError("PATH_NOT_FOUND", text, `The path ${text} finds nothing in the data.`);
      },
    });
  } catch (error) {
    if (error instanceof PathTooCostly) throw new EvaluationError("PATH_TOO_COSTLY", call.text, error.message);
    if (!(error instanceof IntrinsicProblem)) throw error;
    throw new EvaluationError("INTRINSIC_FAILED", call.text, `${call.text}: ${error.message}`);
  }
}

/** The value at a JSONPath; `undefined` where a definite path finds nothing, a list where the path is not definite. */
export function evaluatePath(
  path: string,
  data: JsonValue,
  context: JsonObject = {},
  { variables = {} }: Pick<EvaluateOptions, "variables"> = {},
): JsonValue | undefined {
  try {
    return readPath(parsePath(path), { input: data, context: () => context, variables });
  } catch (error) {
    if (error instanceof PathTooCostly) throw new EvaluationError("PATH_TOO_COSTLY", path, error.message);
    throw error;
  }
}
