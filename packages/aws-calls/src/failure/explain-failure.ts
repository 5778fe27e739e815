import { CONSEQUENCES, type CallFailure, type FailureKind } from "./failure.ts";
import { kindOf } from "./kind-of.ts";
import { readSdkError, type SdkError } from "./sdk-error.ts";

/** An error that wraps the one of a call leads to it. */
const DEPTH = 5;

/**
 * What the error of a call means: one answer for every service and every package. It stands on the SDK's tables of what is
 * throttling, transient and a wrong clock (`@smithy/core/retry`), and adds what a caller must know before it asks again.
 *
 * @param options.signal the caller's own; a call that it ended is `cancelled`
 *
 * @example
 * ```ts example
 * import { explainFailure } from "@alpha-engine/aws-calls";
 *
 * const error = Object.assign(new Error("Rate exceeded"), { name: "ThrottledException" });
 * const { kind, isRetryable, mayHaveHadEffect } = explainFailure(error);
 * console.log(kind, isRetryable, mayHaveHadEffect);
 * ```
 * ```text output
 * throttled true false
 * ```
 */
export function explainFailure(
  error: unknown,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): CallFailure {
  const isOurs = signal?.aborted === true && error instanceof Error && error.name === "AbortError";
  if (isOurs) return failure("cancelled", readSdkError(error));
  let inner = error;
  for (let depth = 0; depth <= DEPTH && inner instanceof Error; depth += 1) {
    const sdkError = readSdkError(inner);
    const kind = kindOf(sdkError);
    if (kind !== undefined) return failure(kind, sdkError);
    inner = inner.cause;
  }
  return failure("not-a-call", readSdkError(error instanceof Error ? error : new Error(String(error))));
}

function failure(kind: FailureKind, { name, networkCode, message, httpStatus, attempts }: SdkError): CallFailure {
  const { effect, retry } = CONSEQUENCES[kind];
  return {
    kind,
    name: name === "Error" || name === "AggregateError" ? (networkCode ?? name) : name,
    message: sayable(message, httpStatus),
    httpStatus,
    attempts,
    mayHaveHadEffect: effect,
    isRetryable: retry,
  };
}

/** The answer to a HEAD has no body: the SDK knows of no message then and says `UnknownError`. */
function sayable(message: string, httpStatus: number | undefined): string {
  if (message !== "" && message !== "UnknownError") return message;
  return httpStatus === undefined ? "no answer" : `HTTP ${httpStatus}`;
}

/**
 * Whether an error is one of these, by AWS's name for it; services differ in whether they say `Exception` at its end.
 *
 * @example
 * ```ts example
 * import { isNamed } from "@alpha-engine/aws-calls";
 *
 * const error = Object.assign(new Error("no such instance"), { name: "InvalidInstanceIdException" });
 * console.log(isNamed(error, "InvalidInstanceId"), isNamed(error, "InvalidPluginName"));
 * ```
 * ```text output
 * true false
 * ```
 */
export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  const { name } = explainFailure(error);
  const short = name.replace(/Exception$/, "");
  return names.some((wanted) => wanted.replace(/Exception$/, "") === short);
}
