import { nearest } from "@alpha-engine/dialect";

import { isArray, isObject, type JsonArray, type JsonObject, type JsonValue } from "../json.ts";
import { at, type ProblemCode, type ProblemDetails, type Report } from "../problem.ts";
import type { KnownFields } from "./known-fields.ts";
import type { QueryLanguage } from "./machine.ts";
import { type Range, RANGES } from "./ranges.ts";

function adviceFor(name: string, { both, JSONPath, JSONata }: KnownFields): string | undefined {
  const near = nearest(name, [...both, ...JSONPath, ...JSONata]);
  return near === undefined ? undefined : `did you mean ${near}?`;
}

/** Reads the fields of one object of a definition and reports, in AWS's words, what does not fit. */
export class Fields {
  readonly value: JsonObject;
  readonly pointer: string;
  readonly reportAt: Report;

  constructor(value: JsonObject, pointer: string, report: Report) {
    this.value = value;
    this.pointer = pointer;
    this.reportAt = report;
  }

  report(name: string, code: ProblemCode, message: string, details?: ProblemDetails): void {
    this.reportAt(at(this.pointer, name), code, message, details);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  get(name: string): JsonValue | undefined {
    return Object.hasOwn(this.value, name) ? this.value[name] : undefined;
  }

  text(name: string): string | undefined {
    return this.#typed(name, "[STRING]", (value) => typeof value === "string");
  }

  boolean(name: string): boolean | undefined {
    return this.#typed(name, "[BOOLEAN]", (value) => typeof value === "boolean");
  }

  object(name: string): JsonObject | undefined {
    return this.#typed(name, "[OBJECT]", isObject);
  }

  array(name: string): JsonArray | undefined {
    return this.#typed(name, "[ARRAY]", isArray);
  }

  /** One of some words. */
  word<T extends string>(name: string, words: readonly T[]): T | undefined {
    const value = this.text(name);
    const found = words.find((word) => word === value);
    if (value !== undefined && found === undefined)
      this.report(name, "WRONG_VALUE", `Value should be one of the following: [${words.join(", ")}]`);
    return found;
  }

  /** A number in its range, of {@link RANGES} where none is given. */
  number(name: string, range: Range = RANGES[name] ?? {}): number | undefined {
    const { least = -Infinity, most = Infinity, whole = true } = range;
    const value = this.#typed(
      name,
      whole ? "Integer" : "[NUMBER]",
      (value) => typeof value === "number" && (!whole || Number.isInteger(value)),
    );
    if (typeof value !== "number") return undefined;
    if (value >= least && value <= most) return value;
    this.report(name, "WRONG_VALUE", value < least ? `Minimum value is ${least}` : `Maximum value is ${most}`);
    return undefined;
  }

  /** Reports what is missing of `names`. */
  require(...names: readonly string[]): void {
    const missing = names.filter((name) => !this.has(name));
    if (missing.length > 0)
      this.reportAt(this.pointer, "MISSING_FIELD", `These fields are required: [${missing.join(", ")}]`);
  }

  /** Reports where more than one of `names` is there; none, too, where one is needed. */
  onlyOne(names: readonly string[], { needed = false }: { readonly needed?: boolean } = {}): void {
    const given = names.filter((name) => this.has(name));
    const place = { place: this.pointer };
    if (given.length > 1)
      this.report(
        given[1] ?? "",
        "CONFLICTING_FIELDS",
        `There should only be one of the following fields: [${names.join(", ")}]`,
        place,
      );
    else if (needed && given.length === 0)
      this.reportAt(
        this.pointer,
        "MISSING_FIELD",
        `This object should have only one of the following fields: [${names.join(", ")}]`,
      );
  }

  refuse(name: string, hint?: string): void {
    this.report(name, "FIELD_NOT_ALLOWED", `Field '${name}' is not supported`, { place: this.pointer, hint });
  }

  /** Reports every field that is not known, or only in the other query language; `undefined` asks for no language. */
  close(known: KnownFields, language: QueryLanguage | undefined): void {
    const other = language === "JSONata" ? "JSONPath" : "JSONata";
    for (const name of Object.keys(this.value)) {
      if (known.both.has(name)) continue;
      if (!known.JSONPath.has(name) && !known.JSONata.has(name)) this.refuse(name, adviceFor(name, known));
      else if (language !== undefined && !known[language].has(name))
        this.report(
          name,
          "FIELD_NOT_ALLOWED",
          `The QueryLanguage is set to '${language}', but field '${name}' is only supported for the '${other}' QueryLanguage`,
          { place: this.pointer },
        );
    }
  }

  #typed<T extends JsonValue>(name: string, expected: string, test: (value: JsonValue) => value is T): T | undefined;
  #typed(name: string, expected: string, test: (value: JsonValue) => boolean): JsonValue | undefined;
  #typed(name: string, expected: string, test: (value: JsonValue) => boolean): JsonValue | undefined {
    const value = this.get(name);
    if (value === undefined || test(value)) return value;
    this.report(name, "WRONG_TYPE", `Expected value of type ${expected}`, {
      hint: `got ${JSON.stringify(value).slice(0, 80)}`,
    });
    return undefined;
  }
}
