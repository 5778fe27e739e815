import { readJson } from "../java/json-reader.ts";
import { JsonProblem } from "../java/json-scanner.ts";
import { isObject, type JsonObject } from "../json.ts";
import { at, type Report } from "../problem.ts";

/** AWS's limit on a definition, in bytes. [doc: quotas] */
const LARGEST = 1_048_576;
const DEEPEST = 200;

/** The definition as a JSON object that can be walked safely: no circle, no tower, not too large. */
export function readDefinition(definition: unknown, report: Report): JsonObject | undefined {
  let value = definition;
  if (typeof definition === "string") {
    if (Buffer.byteLength(definition) > LARGEST) return tooLarge(report);
    try {
      // A byte order mark is no part of the text.
      value = JSON.parse(definition.replace(/^\uFEFF/, ""));
    } catch (error) {
      report("", "NOT_JSON", wordsOf(definition) ?? `The definition is not JSON: ${(error as Error).message}.`);
      return undefined;
    }
  }
  if (!isObject(value)) {
    report("", "NOT_AN_OBJECT", "The definition must be a JSON object with StartAt and States.");
    return undefined;
  }
  const walk = new Walk(report);
  if (!walk.isTree(value, 0)) return undefined;
  return walk.characters > LARGEST ? tooLarge(report) : value;
}

/** What AWS's reader says of a text that is not JSON. [recordings: validation, not_a_definition] */
function wordsOf(text: string): string | undefined {
  try {
    readJson(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    return error.message.replace(/\[Source: REDACTED [^;]*;/, () => `[Source: (String)"${text}";`);
  }
}

function tooLarge(report: Report): undefined {
  report("", "TOO_LARGE", `The definition is larger than ${LARGEST} bytes.`);
  return undefined;
}

/** Looks at every value once; the way to it is written down only where something is wrong. */
class Walk {
  characters = 0;
  readonly #report: Report;
  readonly #above: object[] = [];
  readonly #keys: string[] = [];

  constructor(report: Report) {
    this.#report = report;
  }

  isTree(value: unknown, depth: number): boolean {
    if (typeof value === "string") this.characters += value.length;
    if (value === undefined || value === null || ["string", "number", "boolean"].includes(typeof value)) return true;
    const pointer = (): string => at("", ...this.#keys);
    if (typeof value !== "object") return this.#wrong(pointer(), "NOT_JSON", `A ${typeof value} is not a JSON value.`);
    if (this.#above.includes(value)) return this.#wrong(pointer(), "CIRCULAR", "The value contains itself.");
    if (depth > DEEPEST) return this.#wrong(pointer(), "TOO_DEEP", `Values nest at most ${DEEPEST} deep.`);
    this.#above.push(value);
    for (const [key, item] of Object.entries(value)) {
      this.characters += key.length;
      if (this.characters > LARGEST) break;
      this.#keys.push(key);
      if (!this.isTree(item, depth + 1)) return false;
      this.#keys.pop();
    }
    this.#above.pop();
    return true;
  }

  #wrong(pointer: string, code: "NOT_JSON" | "CIRCULAR" | "TOO_DEEP", message: string): false {
    this.#report(pointer, code, message);
    return false;
  }
}
