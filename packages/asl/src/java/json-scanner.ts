/** Text that Jackson cannot read as JSON; the message is Jackson's, with line and column. */
export class JsonProblem extends Error {
  override readonly name: string = "JsonProblem";
}

/** A place in the text: its line from 1, its column. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

const SOURCE = "Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)";
const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
export const EXPECTED_VALUE: string = `expected a valid value ${VALUES}`;
/** Of a token that is none, as many characters are told. */
const LONGEST_TOKEN = 256;

/** What Java lets an identifier begin with, and go on with. */
const IDENTIFIER_START = /[\p{L}\p{Nl}\p{Sc}\p{Pc}]/u;
const IDENTIFIER_PART = /[\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{M}]/u;

/** Reads JSON text character by character and knows lines, as Jackson's reader (2.17) does, whose messages these are. */
export class JsonScanner {
  readonly text: string;
  position = 0;
  #line = 1;
  #lineStart = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The character that comes next; an empty text at the end. */
  peek(): string {
    return this.text.charAt(this.position);
  }

  get done(): boolean {
    return this.position >= this.text.length;
  }

  /** Where the reader is; `back` says how many characters before. */
  place(back: number = 0): Place {
    return { line: this.#line, column: this.position - back - this.#lineStart + 1 };
  }

  /** Takes blanks, then one character; an empty text at the end. */
  takeVisible(): string {
    for (;;) {
      const character = this.peek();
      this.position++;
      if (character === "/")
        this.unexpected(
          character,
          "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)",
        );
      if (character > " ") return character;
      if (character === "") {
        this.position--;
        return "";
      }
      if (character === "\n") this.#newLine();
      else if (character === "\r") this.#carriageReturn();
      else if (character !== "\t" && character !== " ")
        this.fail(
          String.raw`Illegal character (${described(character)}): only regular white space (\r, \n, \t) is allowed between tokens`,
        );
    }
  }

  /** Takes the rest of one of `true`, `false`, `null` and the like, whose first letters have been taken. */
  takeToken(token: string, taken: number): void {
    for (let index = taken; index < token.length; index++) {
      if (this.peek() !== token.charAt(index)) this.unknownToken(token.slice(0, index));
      this.position++;
    }
    if (this.peek() !== "" && IDENTIFIER_PART.test(this.peek())) this.unknownToken(token);
  }

  /** A word that is no value. */
  unknownToken(begun: string): never {
    let token = begun;
    while (this.peek() !== "" && IDENTIFIER_PART.test(this.peek())) {
      token += this.peek();
      this.position++;
      if (token.length < LONGEST_TOKEN) continue;
      token += "...";
      break;
    }
    return this.fail(`Unrecognized token '${token}': was expecting ${VALUES}`);
  }

  /** A character that no value begins with. */
  unknownValue(character: string): never {
    if (IDENTIFIER_START.test(character)) this.unknownToken(character);
    return this.unexpected(character, EXPECTED_VALUE);
  }

  /** The character just taken is wrong. */
  unexpected(character: string, expected: string): never {
    return this.fail(`Unexpected character (${described(character)}): ${expected}`, this.place(1));
  }

  /** A character in a number is wrong; `at` is where it is told to be. */
  unexpectedInNumber(character: string, expected: string, at: number): never {
    const place = { line: this.#line, column: at - this.#lineStart + 1 };
    return this.fail(`Unexpected character (${described(character)}) in numeric value: ${expected}`, place);
  }

  end(where: string): never {
    this.position = this.text.length;
    return this.fail(`Unexpected end-of-input${where}`);
  }

  fail(message: string, place: Place = this.place()): never {
    throw new JsonProblem(`${message}\n at ${location(place)}`);
  }

  #newLine(): void {
    this.#line++;
    this.#lineStart = this.position;
  }

  #carriageReturn(): void {
    if (this.peek() === "\n") this.position++;
    this.#newLine();
  }
}

export function location({ line, column }: Place): string {
  return `[${SOURCE}; line: ${line}, column: ${column}]`;
}

/** A character as Jackson names it. */
export function described(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 32 || (code >= 127 && code < 160)) return `(CTRL-CHAR, code ${code})`;
  return `'${character}' (code ${code}${code > 255 ? ` / 0x${code.toString(16)}` : ""})`;
}
