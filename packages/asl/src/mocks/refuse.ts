import { didYouMean } from "@alpha-engine/dialect";

import { AslError } from "../errors.ts";
import { isObject, type JsonObject, type JsonValue } from "../json.ts";

export function badMocks(message: string, hint: string): AslError {
  return new AslError("BAD_MOCKS", message, { hint });
}

/** The object at `place` with no keys but `known`. */
export function objectWith(value: JsonValue | undefined, place: string, known: readonly string[]): JsonObject {
  if (!isObject(value))
    throw badMocks(`${place}: expected an object, got ${JSON.stringify(value)}`, `it may have ${known.join(", ")}`);
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw badMocks(
      `${place}: there is no '${unknown}' in a mock${didYouMean(unknown, known)}`,
      `it may have ${known.join(", ")}`,
    );
  return value;
}

export function optionalText(value: JsonValue | undefined, place: string): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  throw badMocks(`${place}: expected text, got ${JSON.stringify(value)}`, "write it in quotes");
}
