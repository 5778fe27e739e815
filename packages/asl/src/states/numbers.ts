import type { NumberSource } from "../definition/machine.ts";
import type { JsonValue } from "../json.ts";
import { evaluatePath } from "../paths/evaluate-path.ts";
import { noResults } from "../paths/no-results.ts";
import { pathData } from "../transition/expression-data.ts";
import { dataFailure, queryFailure } from "../transition/failures.ts";
import { sourceValueOf } from "../transition/values.ts";
import { unexpected } from "./unexpected.ts";
import type { Visit } from "./visit.ts";

/** The number in the field `name`, a whole one but for percentages; nothing where the field is missing. */
export function numberOf(visit: Visit, name: string, source: NumberSource | undefined): number | undefined {
  if (source === undefined) return undefined;
  const { transition, thread, input } = visit;
  refuseEmptyPath(visit, source);
  const value = sourceValueOf(transition, thread, source, { input }) ?? null;
  const number = typeof value === "string" && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && (name === "ToleratedFailurePercentage" || Number.isInteger(number))) return number;
  const kind = name === "ToleratedFailurePercentage" ? "float" : "integer";
  const where = source.kind === "path" ? `: ${source.path.text}` : "";
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  throw dataFailure(
    transition,
    thread,
    `The ${name}${source.kind === "path" ? "Path" : ""} field refers to value "${shown}" which is not a valid ${kind}${where}`,
  );
}

/** As {@link numberOf}, but not below zero. */
export function wholeNumberOf(visit: Visit, name: string, source: NumberSource | undefined): number | undefined {
  const number = numberOf(visit, name, source);
  if (number === undefined || number >= 0) return number;
  throw dataFailure(
    visit.transition,
    visit.thread,
    name === "ToleratedFailurePercentage" ? `${name} must be between 0 and 100.` : `${name} cannot be negative.`,
  );
}

/** The seconds in the field `name`, at least one. */
export function secondsOf(visit: Visit, name: string, source: NumberSource | undefined): number | undefined {
  if (source === undefined) return undefined;
  const { transition, thread, input } = visit;
  refuseEmptyPath(visit, source);
  const value = sourceValueOf(transition, thread, source, { input });
  if (source.kind === "jsonata")
    return evaluatedSeconds({ transition, thread }, { name, expression: source.expression, value });
  if (Number.isInteger(value) && Number(value) > 0) return Number(value);
  throw dataFailure(
    transition,
    thread,
    `The ${name} parameter must be a positive integer, but was ${JSON.stringify(value)}`,
  );
}

/** As many seconds as fit in a field. */
const MOST_SECONDS = 99_999_999;

/** The whole seconds that an expression gave for the field `name`. [recordings: Feature.JSONataValidation] */
export function evaluatedSeconds(
  { transition, thread }: Pick<Visit, "transition" | "thread">,
  {
    name,
    expression,
    value = null,
  }: { readonly name: string; readonly expression: string; readonly value: JsonValue | undefined },
): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MOST_SECONDS) return value;
  const why =
    typeof value !== "number"
      ? unexpected(expression, name, "number", value)
      : Number.isInteger(value)
        ? `${name} must be between 0 and ${MOST_SECONDS} but was: ${value}`
        : `The ${name} field cannot be parsed as an integer: ${value}`;
  throw queryFailure(transition, thread, name, why);
}

function refuseEmptyPath({ transition, thread, input }: Visit, source: NumberSource): void {
  if (source.kind !== "path") return;
  const data = pathData(transition, thread, { input });
  if (evaluatePath(source.path, data) === undefined)
    throw dataFailure(transition, thread, `Invalid path '${source.path.text}' : ${noResults(source.path, data)}`);
}
