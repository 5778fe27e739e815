import { isArray, isObject, type JsonObject, type JsonValue } from "../json.ts";
import type { Problem, ProblemCode } from "../problem.ts";

/** `${Name}`: what CloudFormation, SAM, Terraform or Serverless fill in before Step Functions reads the definition. */
const HOLE = /\$\{[^{}"]*\}/g;
/** Stands for a hole where the text around it is to be read: a word or a number. */
const INSTEAD = ["hole", "1"];
/** What the text around a hole decides. */
const OF_THE_TEXT: readonly ProblemCode[] = [
  "INVALID_PATH",
  "INVALID_INTRINSIC",
  "INVALID_JSONATA",
  "UNSUPPORTED_JSONATA",
];

/** Whether a value is a text with a hole. */
function hasHole(text: JsonValue | undefined): text is string {
  return typeof text === "string" && text.search(HOLE) >= 0;
}

/** A definition whose tasks name what they call: a hole is a function, in place of a partition it is `aws`. */
export function withResources(definition: JsonObject): JsonObject {
  return mapped(definition, (text, key) =>
    key !== "Resource"
      ? text
      : text
          .replace(/^\$\{([^{}]*)\}$/, (_, name: string) => `arn:aws:lambda:::function:${name.replaceAll(/\W/g, "-")}`)
          .replace(/^arn:\$\{[^{}]*\}:/, "arn:aws:"),
  ) as JsonObject;
}

/**
 * Without the problems that are only there because something is left open: what is said of a text with a hole in it stays
 * where it is so whatever fills the hole in.
 */
export function ofWhatIsKnown(
  problems: readonly Problem[],
  definition: JsonObject,
  problemsOf: (definition: JsonObject) => readonly Problem[],
): readonly Problem[] {
  let filled: readonly ReadonlySet<string>[] | undefined;
  const isAlways = (problem: Problem): boolean => {
    filled ??= INSTEAD.map((word) => mapped(definition, (text) => text.replaceAll(HOLE, word)) as JsonObject).map(
      (each) => new Set(problemsOf(each).map(keyOf)),
    );
    return filled.every((keys) => keys.has(keyOf(problem)));
  };
  const isFlowOpen = hasOpenFlow(definition);
  return problems.filter((problem) => {
    if (OF_THE_FLOW.includes(problem.code)) return !isFlowOpen;
    const value = valueAt(definition, problem.pointer);
    if (!hasHole(value)) return true;
    const isWhole = value.replace(HOLE, "") === "";
    return !isWhole && OF_THE_TEXT.includes(problem.code) && isAlways(problem);
  });
}

const OF_THE_FLOW: readonly ProblemCode[] = ["UNREACHABLE_STATE", "NO_TERMINAL_STATE"];
/** What says where an execution goes on and where it ends. */
const FLOW = "StartAt States Type Next End Default Choices Catch Branches Iterator ItemProcessor".split(" ");

function keyOf({ pointer, code }: Problem): string {
  return `${code} ${pointer}`;
}

function valueAt(definition: JsonObject, pointer: string): JsonValue | undefined {
  let value: JsonValue | undefined = definition;
  for (const step of pointer.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    value = isArray(value) ? value[Number(key)] : isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

function mapped(value: JsonValue, change: (text: string, key: string) => string, key = ""): JsonValue {
  if (typeof value === "string") return change(value, key);
  if (isArray(value)) return value.map((item) => mapped(item, change, key));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapped(item, change, name)]));
}

/** Whether something is left open that leads to states: a field of the flow, or a state as a whole. */
function hasOpenFlow(value: JsonValue, key = "", around = ""): boolean {
  if (typeof value === "string") return hasHole(value) && (FLOW.includes(key) || around === "States");
  if (isArray(value)) return value.some((item) => hasOpenFlow(item, key));
  return isObject(value) && Object.entries(value).some(([name, item]) => hasOpenFlow(item, name, key));
}
