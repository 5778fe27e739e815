import type { JsonValue } from "../json.ts";
import { evaluatePath, type PathData } from "../paths/evaluate-path.ts";
import type { Path } from "../paths/path.ts";
import { formatPieces, INTRINSICS, IntrinsicProblem } from "./functions.ts";
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
  const [first, ...rest] = call.arguments;
  if (first?.kind === "format") {
    if (first.problem !== undefined) throw new IntrinsicProblem(`Invalid template in ${call.name}: ${first.problem}`);
    return formatPieces(
      first.pieces,
      rest.map((argument) => argumentValue(argument, data)),
    );
  }
  return INTRINSICS[call.name].call(
    call.arguments.map((argument) => argumentValue(argument, data)),
    data.random,
  );
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
