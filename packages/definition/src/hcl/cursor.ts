import { DefinitionError } from "../errors.ts";
import { type Place, positionOf } from "../source/place.ts";
import type { Text } from "../source/text.ts";

const BLANK = /(?:[^\S\n]|\/\*[\s\S]*?\*\/)*(?:(?:#|\/\/)[^\n]*)?/y;
const BLANK_LINES = /(?:\s|\/\*[\s\S]*?\*\/|(?:#|\/\/)[^\n]*)*/y;

/** A place in a text that moves on. */
export class Cursor {
  index = 0;
  readonly text: Text;

  constructor(text: Text) {
    this.text = text;
  }

  get place(): Place {
    return this.text.placeAt(this.index);
  }

  get isAtEnd(): boolean {
    return this.index >= this.text.flat.length;
  }

  /** Blanks and comments, with `lines` also the ends of lines. */
  skip(lines: boolean): void {
    this.match(lines ? BLANK_LINES : BLANK);
  }

  peek(characters: string): boolean {
    return this.text.flat.startsWith(characters, this.index);
  }

  take(characters: string): boolean {
    if (!this.peek(characters)) return false;
    this.index += characters.length;
    return true;
  }

  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.index;
    const [found] = pattern.exec(this.text.flat) ?? [];
    if (found !== undefined) this.index += found.length;
    return found;
  }

  refuse(expected: string): never {
    const { line, column } = positionOf(
      this.text.placeAt(Math.min(this.index, Math.max(0, this.text.flat.length - 1))),
    );
    const [word] = /^(?:[\w$.-]{1,40}|\S)/.exec(this.text.flat.slice(this.index, this.index + 40)) ?? [
      "the end of the line",
    ];
    const message = `line ${line}, column ${column}: not HCL: expected ${expected}, got ${word}`;
    throw new DefinitionError("NOT_HCL", message, { hint: "mend the text at that line" });
  }
}
