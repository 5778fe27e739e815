import type { Source } from "../definition/machine.ts";
import type { JsonValue } from "../json.ts";
import type { Evaluation, EvaluationAnswer } from "../jsonata/evaluation.ts";
import { evaluatePath } from "../paths/evaluate-path.ts";
import { noResults } from "../paths/no-results.ts";
import type { Path } from "../paths/path.ts";
import { expressionsOf } from "../templates/expressions-of.ts";
import type { Jsonata, Template } from "../templates/template.ts";
import { contextOf, type ExpressionData, pathData } from "./expression-data.ts";
import { dataFailure } from "./failures.ts";
import { fill } from "./fill.ts";
import type { ActiveThread, OpenTransition } from "./open-transition.ts";

/** What `InputPath` leaves of the state's input. */
export function inputOf(transition: OpenTransition, thread: ActiveThread): JsonValue {
  const { inputPath, queryLanguage } = transition.state(thread);
  const input = wholePath(transition, thread, inputPath, thread.frame.input);
  if (queryLanguage === "JSONPath") transition.note("afterInputPath", input);
  return input;
}

/** The value at `InputPath` or `OutputPath`. */
export function wholePath(
  transition: OpenTransition,
  thread: ActiveThread,
  path: Path | null,
  input: JsonValue,
): JsonValue {
  if (path === null) return {};
  if (path.segments.length === 0 && path.root.kind === "input") return input;
  const data = pathData(transition, thread, { input });
  const value = evaluatePath(path, data);
  if (value === undefined)
    throw dataFailure(transition, thread, `Invalid path '${path.text}' : ${noResults(path, data)}`);
  return value;
}

/** The values of several templates, in order: all their expressions are evaluated in one go. */
export function valuesOf(
  transition: OpenTransition,
  thread: ActiveThread,
  requests: readonly (readonly [template: Template, data: ExpressionData])[],
): JsonValue[] {
  const expressions = requests.flatMap(([template, data]) =>
    expressionsOf(template).map((jsonata) => ({ jsonata, data })),
  );
  const answers =
    expressions.length === 0
      ? NO_ANSWERS
      : transition.answers(expressions.length, () =>
          expressions.map(({ jsonata, data }) => evaluationOf(transition, thread, jsonata, data)),
        );
  return requests.map(([template, data]) => fill(template, { transition, thread, data, answers }));
}

/** The value of a template. */
export function valueOf(
  transition: OpenTransition,
  thread: ActiveThread,
  template: Template,
  data: ExpressionData,
): JsonValue {
  if (template.kind === "literal") return template.value;
  if (expressionsOf(template).length === 0) return fill(template, { transition, thread, data, answers: NO_ANSWERS });
  return valuesOf(transition, thread, [[template, data]])[0] ?? null;
}

/** The value of a field that may be a path or an expression; `undefined` where a path finds nothing. */
export function sourceValueOf<T extends JsonValue>(
  transition: OpenTransition,
  thread: ActiveThread,
  source: Source<T>,
  data: ExpressionData,
): JsonValue | undefined {
  if (source.kind === "literal") return source.value;
  if (source.kind === "path") return evaluatePath(source.path, pathData(transition, thread, data));
  return valueOf(transition, thread, source.kind === "template" ? source.template : source, data);
}

function evaluationOf(
  transition: OpenTransition,
  thread: ActiveThread,
  { expression }: Jsonata,
  { map, ...data }: ExpressionData,
): Evaluation {
  return {
    expression,
    states: { ...data, context: contextOf(transition, thread, map) },
    variables: thread.variables,
    at: transition.execution.now,
    seed: Math.floor(transition.random() * 2 ** 31),
  };
}

const NO_ANSWERS: Iterator<EvaluationAnswer> = [].values();
