import { javaJson, javaText } from "../java/text.ts";
import type { JsonValue } from "../json.ts";
import { evaluatePath, type PathData } from "../paths/evaluate-path.ts";
import type { Path } from "../paths/path.ts";
import { compileFormat, type FormatTemplate } from "./format-template.ts";
import { INTRINSICS, IntrinsicProblem } from "./functions.ts";
import type { Argument, Intrinsic } from "./intrinsic.ts";

/** What a call needs besides its arguments. */
interface IntrinsicData extends PathData {
  /** Numbers in [0, 1) for MathRandom and UUID. */
  readonly random: () => number;
  /** Called for an argument that finds nothing. */
  readonly missing: (path: Path) => never;
}

/** The value of a compiled call. */
export function callIntrinsic(call: Intrinsic, data: IntrinsicData): JsonValue {
  const { name } = call;
  const values = call.arguments.map((argument) => argumentValue(argument, data));
  const [least, most] = INTRINSICS[name].arity;
  const isComplete = values.length >= least && values.length <= most;
  if (isComplete && name === "States.Format") return format(call, values);
  const value = isComplete ? INTRINSICS[name].call(values, data.random) : undefined;
  if (value === undefined) throw new IntrinsicProblem(`Invalid arguments in ${name}`);
  return value;
}

function argumentValue(argument: Argument, data: IntrinsicData): JsonValue {
  switch (argument.kind) {
    case "call":
      return callIntrinsic(argument, data);
    case "value":
      return argument.value;
    case "format":
      return argument.pieces.join("{}");
    default:
      return pathValue(argument.path, data);
  }
}

function pathValue(path: Path, data: IntrinsicData): JsonValue {
  const value = evaluatePath(path, data);
  return value === undefined ? data.missing(path) : value;
}

/** The pieces of the template with the values between them. */
function format({ name, arguments: [first, ...rest] }: Intrinsic, [template = null, ...values]: JsonValue[]): string {
  const { pieces, problem }: FormatTemplate = first?.kind === "format" ? first : compileFormat(javaText(template));
  if (problem !== undefined) throw new IntrinsicProblem(`Invalid template in ${name}: ${problem}.`);
  if (values.length !== pieces.length - 1)
    throw new IntrinsicProblem(`Invalid arguments in ${name}: number of arguments do not match the occurrences of {}.`);
  // What StringToJson has read is shown as JSON. [recordings: States.Format]
  const texts = values.map((value, index) => {
    const argument = rest[index];
    return argument?.kind === "call" && argument.name === "States.StringToJson" ? javaJson(value) : javaText(value);
  });
  return pieces.reduce((text, piece, index) => `${text}${texts[index - 1] ?? ""}${piece}`);
}
