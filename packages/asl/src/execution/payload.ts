import type { State } from "../definition/machine.ts";
import type { JsonValue } from "../json.ts";
import type { Failure } from "./execution.ts";
import { StateFailure } from "./failure.ts";
import { type Size, sizeOf } from "./size.ts";

/** AWS's limit on every payload, in bytes. [doc: quotas] */
export const LARGEST_PAYLOAD = 262_144;
/** A value that nests deeper is refused: a loop that wraps its input would otherwise grow a tower. [inference: the limit of AWS's JSON parser] */
const DEEPEST_PAYLOAD = 1000;
/** AWS's limits on the texts of a failure, in characters. What is longer is cut. [doc: quotas; cutting is inference] */
const LONGEST_ERROR = 256;
const LONGEST_CAUSE = 32_768;

/** The size of what a state passes on; throws where it is too large, or nests too deep. */
export function checkPayload(value: JsonValue, state: State, size: Size = sizeOf(value)): Size {
  if (size.bytes <= LARGEST_PAYLOAD && size.depth <= DEEPEST_PAYLOAD) return size;
  const exact = sizeOf(value);
  if (exact.depth > DEEPEST_PAYLOAD) {
    throw new StateFailure({
      error: "States.Runtime",
      cause: `The state '${state.name}' made a value that nests deeper than ${DEEPEST_PAYLOAD} levels.`,
      fatal: true,
    });
  }
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes > LARGEST_PAYLOAD) throw new StateFailure(limitExceeded(state));
  return { bytes, depth: exact.depth };
}

/** Whether the JSON of `value` is larger than AWS allows. */
export function isTooLarge(value: JsonValue, bytesAtMost: number = sizeOf(value).bytes): boolean {
  return bytesAtMost > LARGEST_PAYLOAD && Buffer.byteLength(JSON.stringify(value)) > LARGEST_PAYLOAD;
}

/** What a state makes that is too large cannot be caught [doc: error names]; a task's own result can [recordings: error_handling]. */
export function limitExceeded({ name }: State): Failure {
  return {
    error: "States.DataLimitExceeded",
    cause: `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    fatal: true,
  };
}

/** Why `value` cannot be a payload; `undefined` where it can. */
export function payloadProblem(value: unknown, levels: number = DEEPEST_PAYLOAD): string | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : "it is not a JSON value";
  if (typeof value !== "object") return "it is not a JSON value";
  if (levels === 0) return `it contains itself or nests deeper than ${DEEPEST_PAYLOAD} levels`;
  for (const item of Array.isArray(value) ? (value as unknown[]) : Object.values(value)) {
    const problem = item === undefined ? undefined : payloadProblem(item, levels - 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** An error's name and cause, cut to AWS's limits. */
export function limitedTexts({ error, cause }: { readonly error?: string; readonly cause?: string }): {
  error?: string;
  cause?: string;
} {
  return {
    ...(error === undefined ? {} : { error: error.slice(0, LONGEST_ERROR) }),
    ...(cause === undefined ? {} : { cause: cause.slice(0, LONGEST_CAUSE) }),
  };
}
