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
  const isWhole = name !== "ToleratedFailurePercentage";
  if (source.kind === "jsonata") return evaluatedNumber({ transition, thread }, { ...source, value, isWhole });
  const number = typeof value === "string" && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && (!isWhole || Number.isInteger(number))) return number;
  const kind = isWhole ? "integer" : "float";
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
  const { transition, thread } = visit;
  const number = numberOf(visit, name, source);
  const isPercentage = name === "ToleratedFailurePercentage";
  if (number === undefined || (number >= 0 && !(isPercentage && number > 100))) return number;
  const why = isPercentage ? `${name} must be between 0 and 100.` : `${name} cannot be negative.`;
  throw source?.kind === "jsonata"
    ? queryFailure(transition, thread, source.field, why)
    : dataFailure(transition, thread, why);
}

/** The seconds in the field `name`, at least one. */
export function secondsOf(visit: Visit, name: string, source: NumberSource | undefined): number | undefined {
  if (source === undefined) return undefined;
  const { transition, thread, input } = visit;
  refuseEmptyPath(visit, source);
  const value = sourceValueOf(transition, thread, source, { input });
  if (source.kind === "jsonata") return evaluatedSeconds({ transition, thread }, { ...source, value });
  if (Number.isInteger(value) && Number(value) > 0) return Number(value);
  throw dataFailure(
    transition,
    thread,
    `The ${name} parameter must be a positive integer, but was ${JSON.stringify(value)}`,
  );
}

/** What an expression gave for a field. */
interface Evaluated {
  readonly field: string;
  readonly expression: string;
  readonly value: JsonValue | undefined;
}

/** As many seconds as fit in a field. */
const MOST_SECONDS = 99_999_999;

/** The whole seconds that an expression gave. [recordings: Feature.JSONataValidation] */
export function evaluatedSeconds(at: Place, evaluated: Evaluated): number {
  const seconds = evaluatedNumber(at, { ...evaluated, isWhole: true });
  if (seconds >= 0 && seconds <= MOST_SECONDS) return seconds;
  const { field } = evaluated;
  throw queryFailure(
    at.transition,
    at.thread,
    field,
    `${field} must be between 0 and ${MOST_SECONDS} but was: ${seconds}`,
  );
}

type Place = Pick<Visit, "transition" | "thread">;

function evaluatedNumber(
  { transition, thread }: Place,
  { field, expression, value = null, isWhole }: Evaluated & { readonly isWhole: boolean },
): number {
  if (typeof value !== "number")
    throw queryFailure(transition, thread, field, unexpected(expression, field, "number", value));
  if (!isWhole || Number.isInteger(value)) return value;
  throw queryFailure(transition, thread, field, `The ${field} field cannot be parsed as an integer: ${value}`);
}

function refuseEmptyPath({ transition, thread, input }: Visit, source: NumberSource): void {
  if (source.kind !== "path") return;
  const data = pathData(transition, thread, { input });
  if (evaluatePath(source.path, data) === undefined)
    throw dataFailure(transition, thread, `Invalid path '${source.path.text}' : ${noResults(source.path, data)}`);
}
