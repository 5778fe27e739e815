import { isArray, isObject, type JsonArray, type JsonObject, type JsonValue } from "../json.ts";
import { at, type ProblemCode, type Report } from "../problem.ts";

interface NumberRule {
  readonly least?: number;
  readonly most?: number;
  readonly whole?: boolean;
}

/** Reads the fields of one object of a definition and reports what does not fit. */
export class Fields {
  readonly value: JsonObject;
  readonly pointer: string;
  readonly reportAt: Report;

  constructor(value: JsonObject, pointer: string, report: Report) {
    this.value = value;
    this.pointer = pointer;
    this.reportAt = report;
  }

  report(name: string, code: ProblemCode, message: string): void {
    this.reportAt(at(this.pointer, name), code, message);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  get(name: string): JsonValue | undefined {
    return Object.hasOwn(this.value, name) ? this.value[name] : undefined;
  }

  text(name: string): string | undefined {
    return this.#typed(name, "a string", (value) => typeof value === "string");
  }

  boolean(name: string): boolean | undefined {
    return this.#typed(name, "a boolean", (value) => typeof value === "boolean");
  }

  object(name: string): JsonObject | undefined {
    return this.#typed(name, "an object", isObject);
  }

  array(name: string): JsonArray | undefined {
    return this.#typed(name, "an array", isArray);
  }

  number(name: string, rule: NumberRule = {}): number | undefined {
    const value = this.#typed(name, "a number", (value) => typeof value === "number");
    if (value === undefined) return undefined;
    const { least = -Infinity, most = Infinity, whole = false } = rule;
    if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
    const range = [least === -Infinity ? "" : `at least ${least}`, most === Infinity ? "" : `at most ${most}`]
      .filter(Boolean)
      .join(" and ");
    this.report(name, "WRONG_VALUE", `${name} must be a ${whole ? "whole " : ""}number of ${range}, got ${value}.`);
    return undefined;
  }

  /** Reports every field of `names` that is there. */
  refuse(names: readonly string[], why: string): void {
    for (const name of names) {
      if (this.has(name)) this.report(name, "FIELD_NOT_ALLOWED", `Field '${name}' is not supported ${why}.`);
    }
  }

  #typed<T extends JsonValue>(name: string, expected: string, test: (value: JsonValue) => value is T): T | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    if (test(value)) return value;
    this.report(name, "WRONG_TYPE", `${name} must be ${expected}, got ${JSON.stringify(value)?.slice(0, 80)}.`);
    return undefined;
  }
}
