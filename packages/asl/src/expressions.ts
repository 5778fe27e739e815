import { AslError } from "./errors.ts";
import { callIntrinsic } from "./intrinsics/evaluate-intrinsic.ts";
import { IntrinsicProblem } from "./intrinsics/functions.ts";
import type { Intrinsic } from "./intrinsics/intrinsic.ts";
import { parseIntrinsic as readIntrinsic } from "./intrinsics/parse-intrinsic.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import { evaluatePath as readPath, PathTooCostly } from "./paths/evaluate-path.ts";
import { parsePath as compilePath } from "./paths/parse-path.ts";
import type { Path } from "./paths/path.ts";
import { SyntaxProblem } from "./scanner.ts";

/** What an expression may refer to besides its data. */
export interface EvaluateOptions {
  /** The context object, `$$`. @default {} */
  readonly context?: JsonObject;
  /** Variables by name, without the `$`. @default {} */
  readonly variables?: JsonObject;
}

/** Where an expression takes its random numbers from. */
export interface EvaluateEffects {
  /** Numbers in [0, 1) for MathRandom and UUID. @default Math.random */
  readonly random?: () => number;
}

/**
 * Compiles a JSONPath.
 *
 * @throws AslError `BAD_EXPRESSION`
 *
 * @example
 * ```ts example
 * import { parsePath } from "@alpha-engine/asl";
 *
 * console.log(parsePath("$.steps[0].name").definite, parsePath("$.steps[*].name").definite);
 * ```
 * ```text output
 * true false
 * ```
 */
export function parsePath(text: string): Path {
  return compiled(text, compilePath);
}

/**
 * Compiles a call of an intrinsic function, `States.Name(…)`.
 *
 * @throws AslError `BAD_EXPRESSION`
 *
 * @example
 * ```ts example
 * import { parseIntrinsic } from "@alpha-engine/asl";
 *
 * const call = parseIntrinsic("States.Format('{} of {}', $.done, 7)");
 * console.log(call.name, call.arguments.map(({ kind }) => kind).join());
 * ```
 * ```text output
 * States.Format format,path,value
 * ```
 */
export function parseIntrinsic(text: string): Intrinsic {
  return compiled(text, readIntrinsic);
}

/**
 * The value of `States.Format(…)` and its like, or of a bare path, as AWS would compute it over `data`, which is `$`.
 *
 * @throws AslError `BAD_EXPRESSION`, `PATH_NOT_FOUND`, `PATH_TOO_COSTLY`, `INTRINSIC_FAILED`
 *
 * @example
 * ```ts example
 * import { evaluateIntrinsic } from "@alpha-engine/asl";
 *
 * const context = { Execution: { Name: "saturday-1" } };
 * console.log(evaluateIntrinsic("States.Format('{}/{}', $$.Execution.Name, $.step)", { step: "train" }, { context }));
 * ```
 * ```text output
 * saturday-1/train
 * ```
 */
export function evaluateIntrinsic(
  expression: string | Intrinsic,
  data: JsonValue,
  { context = {}, variables = {} }: EvaluateOptions = {},
  { random = Math.random }: EvaluateEffects = {},
): JsonValue {
  if (typeof expression === "string" && expression.trimStart().startsWith("$")) {
    const value = evaluatePath(expression.trim(), data, { context, variables });
    return value === undefined ? notFound(expression) : value;
  }
  const call = typeof expression === "string" ? parseIntrinsic(expression) : expression;
  try {
    return callIntrinsic(call, {
      input: data,
      context: () => context,
      variables,
      random,
      missing: ({ text }) => notFound(text),
    });
  } catch (error) {
    if (error instanceof PathTooCostly)
      throw new AslError("PATH_TOO_COSTLY", error.message, { expression: call.text, cause: error });
    if (!(error instanceof IntrinsicProblem)) throw error;
    throw new AslError("INTRINSIC_FAILED", `${call.text}: ${error.message}`, { expression: call.text, cause: error });
  }
}

/**
 * The value at a JSONPath; `undefined` where a definite path finds nothing, a list where the path is not definite.
 *
 * @throws AslError `BAD_EXPRESSION`, `PATH_TOO_COSTLY`
 *
 * @example
 * ```ts example
 * import { evaluatePath } from "@alpha-engine/asl";
 *
 * const data = { steps: [{ name: "load", seconds: 5 }, { name: "train", seconds: 900 }] };
 * console.log(evaluatePath("$.steps[0].name", data), evaluatePath("$.steps[?(@.seconds > 60)].name", data));
 * ```
 * ```text output
 * load [ 'train' ]
 * ```
 */
export function evaluatePath(
  path: string,
  data: JsonValue,
  { context = {}, variables = {} }: EvaluateOptions = {},
): JsonValue | undefined {
  try {
    return readPath(parsePath(path), { input: data, context: () => context, variables });
  } catch (error) {
    if (!(error instanceof PathTooCostly)) throw error;
    throw new AslError("PATH_TOO_COSTLY", error.message, { expression: path, cause: error });
  }
}

function notFound(path: string): never {
  throw new AslError("PATH_NOT_FOUND", `The path ${path} finds nothing in the data.`, {
    expression: path,
    hint: "check the path, or give data in which it leads somewhere",
  });
}

function compiled<T>(text: string, compile: (text: string) => T): T {
  try {
    return compile(text);
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    const { message, position } = error;
    throw new AslError("BAD_EXPRESSION", message, {
      expression: text,
      position,
      cause: error,
      hint: "a path begins with $, a call of a function with States.",
    });
  }
}
