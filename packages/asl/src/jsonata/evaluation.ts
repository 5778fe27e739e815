import type { JsonObject, JsonValue } from "../json.ts";

/** A JSONata expression and what it may refer to. */
export interface Evaluation {
  readonly expression: string;
  /** `$states`. */
  readonly states: JsonObject;
  readonly variables: JsonObject;
  /** For `$now` and `$millis`: when it is evaluated, in milliseconds since the epoch. */
  readonly at: number;
  /** For `$random` and `$uuid`. */
  readonly seed: number;
}

/** What a JSONata expression gave: a value, nothing, a function (which JSON cannot say), an error, or a failure inside the engine, which has no words. */
export type EvaluationAnswer =
  | { readonly kind: "value"; readonly value: JsonValue }
  | { readonly kind: "undefined" }
  | { readonly kind: "unsupported" }
  | { readonly kind: "error"; readonly message: string }
  | { readonly kind: "internal"; readonly id: string };
