import { isArray, isObject, type JsonValue, withProperty } from "../json.ts";
import type { Path, Segment } from "./path.ts";

/** Whether `path` names one place by names and indexes only, as `ResultPath` must. */
export function isReferencePath(path: Path): boolean {
  return path.definite && path.segments.every(({ kind }) => kind === "name" || kind === "index");
}

/** Why a text is no reference path, as AWS says it. [verdicts: choice-variable-path, reference-path] */
export function referencePathProblem(text: string): string {
  const problem = "Value is not a Reference Path";
  if (!text.trim().startsWith("$")) return `${problem}: Reference path didn't start with '$'`;
  return /\[(?!['"\d-])/.test(text) && !/[*?]/.test(text) ? `${problem}: '[' must be followed by ' or '['` : problem;
}

/** `target` with `value` put at `path`, objects made on the way; `undefined` where the path leads through another value. */
export function assignPath(path: Path, target: JsonValue, value: JsonValue): JsonValue | undefined {
  return put(path.segments, target, value);
}

function put([segment, ...rest]: readonly Segment[], target: JsonValue, value: JsonValue): JsonValue | undefined {
  if (segment === undefined) return value;
  if (segment.kind === "name") {
    if (!isObject(target)) return undefined;
    const inner = put(rest, (Object.hasOwn(target, segment.name) ? target[segment.name] : undefined) ?? {}, value);
    return inner === undefined ? undefined : withProperty(target, segment.name, inner);
  }
  if (segment.kind !== "index" || !isArray(target)) return undefined;
  const index = segment.index < 0 ? target.length + segment.index : segment.index;
  const current = target[index];
  if (current === undefined) return undefined;
  const inner = put(rest, current, value);
  return inner === undefined ? undefined : target.with(index, inner);
}
