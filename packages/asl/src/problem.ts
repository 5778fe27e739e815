/** Something in a definition that AWS would refuse, and where. */
export interface Problem {
  /** JSON pointer to the value at fault. */
  readonly pointer: string;
  /** Stable, e.g. `MISSING_FIELD`. */
  readonly code: ProblemCode;
  readonly message: string;
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
  | "FIELD_NOT_ALLOWED"
  | "CONFLICTING_FIELDS"
  | "DUPLICATE_STATE"
  | "INVALID_PATH"
  | "INVALID_INTRINSIC"
  | "INVALID_JSONATA"
  | "INVALID_TIMESTAMP";

export type Report = (pointer: string, code: ProblemCode, message: string) => void;

/** `pointer` with one more step, escaped as RFC 6901 says. */
export function at(pointer: string, ...keys: readonly (string | number)[]): string {
  return keys.reduce<string>(
    (path, key) => `${path}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`,
    pointer,
  );
}
