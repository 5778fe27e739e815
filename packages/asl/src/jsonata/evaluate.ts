import { createHash } from "node:crypto";

import jsonata, { type Expression } from "jsonata";

import type { Machine } from "../definition/machine.ts";
import type { Evaluation, EvaluationAnswer } from "../execution/execution.ts";
import { nextRandom } from "../execution/random.ts";
import { uuid } from "../intrinsics/functions.ts";
import type { JsonValue } from "../json.ts";

/** Evaluates an expression of the machine. Never throws: what goes wrong is the answer. */
export async function evaluateJsonata(machine: Machine, evaluation: Evaluation): Promise<EvaluationAnswer> {
  const expression = machine.expressions.get(evaluation.expression);
  if (expression === undefined) return { kind: "error", message: "The expression is not part of the machine." };
  try {
    return answerOf(await expression.evaluate(undefined, bindings(evaluation)));
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    return { kind: "error", message: code === undefined ? String(message) : `${code}: ${message}` };
  }
}

function answerOf(value: unknown): EvaluationAnswer {
  if (value === undefined) return { kind: "undefined" };
  if (typeof value === "function" || isJsonataFunction(value)) return { kind: "unsupported" };
  return { kind: "value", value: plain(value) };
}

function isJsonataFunction(value: unknown): boolean {
  return typeof value === "object" && value !== null && ("_jsonata_lambda" in value || "_jsonata_function" in value);
}

/** Lists come back with members of the library's own; only JSON goes on. */
function plain(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}

/** The time is the execution's, not the machine's that evaluates. */
const FORMAT_TIME = jsonata("$fromMillis($at, $picture, $timezone)");

/** `$states`, the variables, and what AWS adds to the language or takes from it. [doc: JSONata in Step Functions] */
function bindings({ states, variables, seed, at }: Evaluation): Parameters<Expression["evaluate"]>[1] {
  let state = seed;
  const random = (): number => {
    const next = nextRandom(state);
    state = next.seed;
    return next.value;
  };
  return {
    ...variables,
    states,
    eval: undefined,
    millis: () => at,
    now: (picture?: string, timezone?: string) => FORMAT_TIME.evaluate(undefined, { at, picture, timezone }),
    random: (start?: number) => (start === undefined ? random() : nextRandom(start).value),
    uuid: () => uuid(random),
    parse: (text: string): unknown => JSON.parse(text),
    partition: (list: unknown[], size: number): unknown[][] =>
      Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size)),
    range: (first: number, last: number, step: number): number[] =>
      Array.from({ length: Math.max(0, Math.floor((last - first) / step) + 1) }, (_, index) => first + index * step),
    hash: (content: string, algorithm: string = "SHA-256"): string =>
      createHash(algorithm.toLowerCase().replace(/^sha-1$/, "sha1"))
        .update(content)
        .digest("hex"),
  };
}
