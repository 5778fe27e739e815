import type { Diagnostic, Problem, ProblemCode, ProblemDetails } from "../problem.ts";

/** AWS's codes, where they are not SCHEMA_VALIDATION_FAILED. [doc: ValidateStateMachineDefinitionDiagnostic; verdicts] */
const CODES: Readonly<Partial<Record<ProblemCode, string>>> = {
  NOT_JSON: "INVALID_JSON_DESCRIPTION",
  TOO_DEEP: "TOO_DEEPLY_NESTED",
  UNKNOWN_TARGET: "MISSING_TRANSITION_TARGET",
  UNREACHABLE_STATE: "MISSING_TRANSITION_TARGET",
  NO_TERMINAL_STATE: "MISSING_END_STATE",
  DUPLICATE_STATE: "DUPLICATE_STATE_NAME",
  DUPLICATE_LABEL: "DUPLICATE_LABEL_NAME",
  BAD_STATE_NAME: "INVALID_STATE_NAME",
  BAD_LABEL: "INVALID_LABEL_NAME",
  BAD_VARIABLE: "INVALID_VARIABLE_NAME",
  RESERVED_VARIABLE: "RESERVED_VARIABLE_NAME",
  SHADOWED_VARIABLE: "DUPLICATE_VARIABLE_NAME",
  INVALID_JSONATA: "INVALID_JSONATA_EXPRESSION",
  UNSUPPORTED_JSONATA: "UNSUPPORTED_JSONATA_EXPRESSION",
};

/** The problem with AWS's own label of it. */
export function labelled(
  definition: unknown,
  problem: Pick<Problem, "pointer" | "code" | "message">,
  { hint, place = problem.pointer }: ProblemDetails = {},
): Problem {
  const code = CODES[problem.code] ?? "SCHEMA_VALIDATION_FAILED";
  const diagnostic: Diagnostic = place === null ? { code } : { code, location: locationOf(definition, place) };
  return { ...problem, ...(hint === undefined ? {} : { hint }), diagnostic };
}

/** As AWS writes a place: `/States/Choose/Choices[0]/Next`, names as they are. [floci pull request 2786, which quotes AWS] */
function locationOf(definition: unknown, pointer: string): string {
  let value = definition;
  let location = "";
  for (const step of pointer.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    location += Array.isArray(value) ? `[${key}]` : `/${key}`;
    value = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  }
  return location || "/";
}

/** What CreateStateMachine answers. [recordings: validation] */
export function refusalOf(problems: readonly Problem[]): string {
  const texts = problems.map(({ message, diagnostic: { code, location } }) =>
    code === "INVALID_JSON_DESCRIPTION" ? `${code}: ${message}` : `${code}: ${message} at ${location ?? "null"}`,
  );
  return `Invalid State Machine Definition: '${texts.join(", ")}'`;
}
