import type { JsonValue } from "@alpha-engine/asl";

/** A text read as JSON, or what AWS's reader says of it. */
export type ReadJson =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly message: string; readonly line: number; readonly column: number };

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

/**
 * Reads JSON with the messages of Jackson, which AWS passes on. [LocalStack's recordings of AWS, test_sfn_api and
 * test_sfn_api_validation, 2024-2025, for two of them; source code: jackson-core 2.x ReaderBasedJsonParser for the rest]
 */
export function readJson(text: string): ReadJson {
  try {
    return { ok: true, value: JSON.parse(text) as JsonValue };
  } catch {
    const reader = new Reader(text);
    try {
      reader.read();
    } catch (fault) {
      if (fault instanceof Fault) return { ok: false, message: fault.message, ...placeOf(text, fault.at) };
      throw fault;
    }
    return { ok: false, message: "Invalid JSON", line: 1, column: 1 };
  }
}

class Fault extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** Goes through a text that is not JSON as far as it can. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): void {
    this.#value();
    this.#blank();
    if (this.#at < this.#text.length) this.#value();
  }

  #value(): void {
    this.#blank();
    const start = this.#at;
    const next = this.#text[start];
    if (next === undefined) throw new Fault("Unexpected end-of-input", start);
    if (next === "{") return this.#list("Object", "}", start);
    if (next === "[") return this.#list("Array", "]", start);
    if (next === '"') return this.#string("string value");
    const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(this.#text.slice(start));
    if (number !== null) return void (this.#at += number[0].length);
    const word = /^[\p{L}\p{N}_$]+/u.exec(this.#text.slice(start))?.[0];
    if (word === undefined) throw this.#unexpected(`expected a valid value ${VALUES}`);
    this.#at += word.length;
    if (!["null", "true", "false"].includes(word))
      throw new Fault(`Unrecognized token '${word}': was expecting ${VALUES}`, this.#at);
  }

  #list(kind: "Object" | "Array", end: string, start: number): void {
    this.#at++;
    for (let first = true; ; first = false) {
      this.#blank();
      const next = this.#text[this.#at];
      if (next === undefined) throw this.#unclosed(kind, start);
      if (next === end && first) return void this.#at++;
      if (kind === "Object") this.#fieldName();
      this.#value();
      this.#blank();
      const after = this.#text[this.#at];
      if (after === undefined) throw this.#unclosed(kind, start);
      if (after === end) return void this.#at++;
      if (after !== ",") throw this.#unexpected(`was expecting comma to separate ${kind} entries`);
      this.#at++;
    }
  }

  #fieldName(): void {
    if (this.#text[this.#at] !== '"') throw this.#unexpected("was expecting double-quote to start field name");
    this.#string("field name");
    this.#blank();
    if (this.#text[this.#at] !== ":") throw this.#unexpected("was expecting a colon to separate field name and value");
    this.#at++;
  }

  #string(what: "string value" | "field name"): void {
    for (this.#at++; ; this.#at++) {
      const next = this.#text[this.#at];
      if (next === undefined) {
        const expected = what === "field name" ? " in field name" : ": was expecting closing quote for a string value";
        throw new Fault(`Unexpected end-of-input${expected}`, this.#at);
      }
      if (next === '"') return void this.#at++;
      if (next < " ") {
        const code = next.charCodeAt(0);
        throw new Fault(
          `Illegal unquoted character ((CTRL-CHAR, code ${code})): has to be escaped using backslash to be included in ${what.replace("field ", "")}`,
          this.#at + 1,
        );
      }
      if (next !== "\\") continue;
      const escaped = this.#text[++this.#at];
      if (escaped !== undefined && !'"\\/bfnrtu'.includes(escaped))
        throw new Fault(`Unrecognized character escape ${named(escaped)}`, this.#at + 1);
    }
  }

  #blank(): void {
    while (" \n\r\t".includes(this.#text[this.#at] ?? "x")) this.#at++;
  }

  #unexpected(what: string): Fault {
    const next = this.#text[this.#at];
    return next === undefined
      ? new Fault("Unexpected end-of-input", this.#at)
      : new Fault(`Unexpected character (${named(next)}): ${what}`, this.#at + 1);
  }

  #unclosed(kind: "Object" | "Array", start: number): Fault {
    const { line, column } = placeOf(this.#text, start);
    const marker = `start marker at [Source: (String)"${this.#text}"; line: ${line}, column: ${column}]`;
    return new Fault(`Unexpected end-of-input: expected close marker for ${kind} (${marker})`, this.#text.length);
  }
}

function named(character: string): string {
  const code = character.charCodeAt(0);
  return code < 32 ? `(CTRL-CHAR, code ${code})` : `'${character}' (code ${code})`;
}

function placeOf(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at);
  const lastBreak = before.lastIndexOf("\n");
  return { line: before.split("\n").length, column: at - lastBreak };
}
