import type { JsonObject, JsonValue } from "../json.ts";

/** What stands in for the work of a task: what it returns or throws, for which calls, and after what time. */
export interface Mock {
  /** What the task answers. */
  readonly return?: JsonValue;
  /** How it fails. */
  readonly throw?: { readonly error?: string; readonly cause?: string };
  /** Only for the iteration of the nearest Map with this index. @default any, or none */
  readonly item?: number;
  /** Only for calls whose parameters have all that this has; what this does not name may be anything. @default any */
  readonly input?: JsonValue;
  /** Seconds of the clock that the call takes. @default 0 */
  readonly delay?: number;
}

/**
 * Mocks by task state: one for every call, or a list, of which each call takes the next that is for it and the last stays.
 * A mock may also be written as TestState takes it: `{ result, errorOutput, fieldValidationMode }`.
 */
export type Mocks = Readonly<Record<string, JsonObject | Mock | readonly (JsonObject | Mock)[]>>;

/** Mocks for the same calls, in order. */
export interface MockGroup {
  readonly item?: number;
  readonly input?: JsonValue;
  readonly answers: readonly Answer[];
  /** Whether the last answer serves for all further calls. */
  readonly lastStays: boolean;
}

export interface Answer {
  /** Where it is written: `Poll`, `Poll[2]`. */
  readonly place: string;
  readonly outcome: { readonly value: JsonValue } | { readonly error: string; readonly cause: string };
  readonly delaySeconds: number;
}
