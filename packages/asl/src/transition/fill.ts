import { callIntrinsic } from "../intrinsics/evaluate-intrinsic.ts";
import { IntrinsicProblem } from "../intrinsics/functions.ts";
import type { Intrinsic } from "../intrinsics/intrinsic.ts";
import { type JsonValue, setOwn } from "../json.ts";
import type { EvaluationAnswer } from "../jsonata/evaluation.ts";
import { evaluatePath } from "../paths/evaluate-path.ts";
import type { Path } from "../paths/path.ts";
import type { Jsonata, Template } from "../templates/template.ts";
import { type ExpressionData, pathData } from "./expression-data.ts";
import { dataFailure, queryFailure } from "./failures.ts";
import type { ActiveThread, OpenTransition } from "./open-transition.ts";

/** What a template is filled with. */
export interface Filling {
  readonly transition: OpenTransition;
  readonly thread: ActiveThread;
  readonly data: ExpressionData;
  /** The values of its expressions, in the order in which it is filled. */
  readonly answers: Iterator<EvaluationAnswer>;
}

/** The value of a template. */
export function fill(template: Template, filling: Filling): JsonValue {
  switch (template.kind) {
    case "literal":
      return template.value;
    case "list":
      return template.items.map((item) => fill(item, filling));
    case "object": {
      const filled: Record<string, JsonValue> = {};
      for (const [key, item] of template.entries) setOwn(filled, key, fill(item, filling));
      return filled;
    }
    case "jsonata":
      return answerTo(template, filling);
    case "path": {
      const { transition, thread, data } = filling;
      const value = evaluatePath(template.path, pathData(transition, thread, data));
      return value === undefined ? missing(template.path, template.field, filling) : value;
    }
    default:
      return called(template, filling);
  }
}

function answerTo({ expression, field }: Jsonata, { transition, thread, answers }: Filling): JsonValue {
  const answer: EvaluationAnswer | undefined = answers.next().value;
  if (answer?.kind === "value") return answer.value;
  const what = `The JSONata expression '${expression}' specified for the field '${field}'`;
  if (answer?.kind === "error")
    throw queryFailure(transition, thread, field, `${what} threw an error during evaluation${inWords(answer.message)}`);
  if (answer?.kind === "internal")
    throw queryFailure(transition, thread, field, `${what} threw an internal error during evaluation. ${answer.id}`);
  if (answer?.kind === "unsupported")
    throw queryFailure(transition, thread, field, `${what} returned an unsupported result type.`);
  throw queryFailure(transition, thread, field, `${what} returned nothing (undefined).`);
}

/** An error of the language has a code, a limit has none. [measured with TestState, 2026] */
function inWords(message: string): string {
  return `${/^[A-Z]\d{4}: /.test(message) ? "." : ":"} ${message}`;
}

function called({ call }: Extract<Template, { kind: "call" }>, filling: Filling): JsonValue {
  const { transition, thread, data } = filling;
  try {
    return callIntrinsic(call, {
      ...pathData(transition, thread, data),
      random: () => transition.random(),
      missing: (path) => missingArgument(path, call, filling),
    });
  } catch (error) {
    if (!(error instanceof IntrinsicProblem)) throw error;
    throw dataFailure(
      transition,
      thread,
      `There was an error while evaluating the intrinsic function: ${call.text}. ${error.message}`,
    );
  }
}

function missing(path: Path, field: string, { transition, thread, data }: Filling): never {
  throw dataFailure(
    transition,
    thread,
    `The JSONPath '${path.text}' specified for the field '${field}' could not be found in the input '${JSON.stringify(data.input)}'`,
  );
}

function missingArgument(path: Path, { text }: Intrinsic, { transition, thread, data }: Filling): never {
  throw dataFailure(
    transition,
    thread,
    `The function '${text}' had the following error: The JsonPath argument for the field '${path.text}' could not be found in the input '${JSON.stringify(data.input)}'`,
  );
}
