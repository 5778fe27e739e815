/** Something in a definition that AWS would refuse, and where. */
export interface Problem {
  /** JSON pointer to the value at fault. */
  readonly pointer: string;
  /** Stable, e.g. `MISSING_FIELD`. */
  readonly code: ProblemCode;
  /** What is wrong: AWS's own words where they are known. */
  readonly message: string;
  /** What AWS does not say: what to write instead, or where in an expression. */
  readonly hint?: string;
  /** How AWS itself labels it. */
  readonly diagnostic: Diagnostic;
}

/** How ValidateStateMachineDefinition and CreateStateMachine label a {@link Problem}. */
export interface Diagnostic {
  /** AWS's code, e.g. `SCHEMA_VALIDATION_FAILED`. */
  readonly code: string;
  /** AWS's name of the place, e.g. `/States/Choose/Choices[0]`; absent where AWS names none. */
  readonly location?: string;
}

/** What kind of {@link Problem} it is; stable, while messages may change. */
export type ProblemCode =
  | "NOT_JSON"
  | "NOT_AN_OBJECT"
  | "TOO_LARGE"
  | "TOO_DEEP"
  | "CIRCULAR"
  | "MISSING_FIELD"
  | "WRONG_TYPE"
  | "WRONG_VALUE"
  | "UNKNOWN_TYPE"
  | "UNKNOWN_TARGET"
  | "UNKNOWN_QUERY_LANGUAGE"
  | "UNREACHABLE_STATE"
  | "NO_TERMINAL_STATE"
  | "FIELD_NOT_ALLOWED"
  | "CONFLICTING_FIELDS"
  | "DUPLICATE_STATE"
  | "DUPLICATE_LABEL"
  | "BAD_STATE_NAME"
  | "BAD_LABEL"
  | "BAD_VARIABLE"
  | "RESERVED_VARIABLE"
  | "SHADOWED_VARIABLE"
  | "INVALID_PATH"
  | "INVALID_INTRINSIC"
  | "INVALID_JSONATA"
  | "UNSUPPORTED_JSONATA"
  | "INVALID_TIMESTAMP";

/** What else is known of a problem. */
export interface ProblemDetails {
  readonly hint?: string | undefined;
  /** JSON pointer of the place that AWS names, where it is not the value at fault; null where AWS names none. */
  readonly place?: string | null;
}

export type Report = (pointer: string, code: ProblemCode, message: string, details?: ProblemDetails) => void;

/** `pointer` with one more step, escaped as RFC 6901 says. */
export function at(pointer: string, ...keys: readonly (string | number)[]): string {
  return keys.reduce<string>(
    (path, key) => `${path}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`,
    pointer,
  );
}
