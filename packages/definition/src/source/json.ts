import { DefinitionError } from "../errors.ts";
import { decodeString } from "./json-string.ts";
import { holeNode, type Member, type Node, type TextNode } from "./node.ts";
import { type Place, positionOf } from "./place.ts";
import { slice, type Text } from "./text.ts";

interface ObjectFrame {
  readonly kind: "object";
  readonly place: Place;
  readonly members: Member[];
  key: { readonly key: string; readonly place: Place } | undefined;
}

interface ListFrame {
  readonly kind: "list";
  readonly place: Place;
  readonly items: Node[];
}

type Frame = ObjectFrame | ListFrame;

const BLANK = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
// A name without braces: what would be an object's text is none.
const HOLE = /\$\{[^{}"\n]*\}/y;
// oxlint-disable-next-line no-control-regex -- JSON refuses them in a text
const STRING = /"[^"\\\u0000-\u001F]*(?:\\.[^"\\\u0000-\u001F]*)*"/y;
const WORD = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y;

/**
 * Reads JSON, with comments, commas behind the last item and `${name}` for a value, and where all of it is. Linear, without
 * recursion. Throws a {@link DefinitionError} with line and column.
 */
export function readJson(text: Text): Node {
  return new Reader(text).read();
}

class Reader {
  readonly #text: Text;
  readonly #flat: string;
  readonly #frames: Frame[] = [];
  readonly #holes: ReadonlyMap<number, number>;
  #index = 0;

  constructor(text: Text) {
    this.#text = text;
    this.#flat = text.flat;
    this.#holes = new Map(text.holes.map(({ start, end }) => [start, end]));
  }

  read(): Node {
    let done: Node | undefined = this.#begin("a value");
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      if (done !== undefined) this.#put(frame, done);
      done = this.#next(frame, done !== undefined);
    }
    this.#skip();
    if (this.#index < this.#flat.length) this.#refuse("the end");
    return done as Node;
  }

  /** What comes next in an object or a list: a value that is whole, or undefined where another one was opened. */
  #next(frame: Frame, isFollowing: boolean): Node | undefined {
    const close = frame.kind === "object" ? "}" : "]";
    if (isFollowing && !this.#take(",")) {
      if (!this.#take(close)) this.#refuse(`, or ${close}`);
      return this.#close(frame);
    }
    if (this.#take(close)) return this.#close(frame);
    if (frame.kind === "list") return this.#begin("a value or ]");
    const place = this.#place();
    const key = this.#string();
    if (key === undefined) this.#refuse(`a name in "quotes" or }`);
    frame.key = { key: key.text.flat, place };
    if (!this.#take(":")) this.#refuse(":");
    return this.#begin("a value");
  }

  #put(frame: Frame, value: Node): void {
    if (frame.kind === "list") frame.items.push(value);
    else if (frame.key !== undefined) frame.members.push({ ...frame.key, value });
  }

  #close(frame: Frame): Node {
    this.#frames.pop();
    if (frame.kind === "list") return frame;
    const { kind, place, members } = frame;
    return { kind, place, members };
  }

  #begin(expected: string): Node | undefined {
    const place = this.#place();
    if (this.#take("{")) return void this.#frames.push({ kind: "object", place, members: [], key: undefined });
    if (this.#take("[")) return void this.#frames.push({ kind: "list", place, items: [] });
    return this.#string() ?? this.#hole() ?? this.#word() ?? this.#refuse(expected);
  }

  #string(): TextNode | undefined {
    this.#skip();
    const start = this.#index;
    const raw = this.#match(STRING);
    if (raw === undefined) return undefined;
    const text = decodeString(slice(this.#text, start + 1, this.#index - 1));
    return text === undefined ? undefined : { kind: "text", place: this.#text.placeAt(start), text };
  }

  #hole(): Node | undefined {
    const start = this.#index;
    const end = this.#holes.get(start);
    if (end === undefined && this.#match(HOLE) === undefined) return undefined;
    this.#index = end ?? this.#index;
    const hole = this.#text.holes.find((each) => each.start === start);
    const place = this.#text.placeAt(start);
    return holeNode(hole?.name ?? this.#flat.slice(start + 2, this.#index - 1).trim(), hole?.place ?? place);
  }

  #word(): Node | undefined {
    const place = this.#text.placeAt(this.#index);
    const word = this.#match(WORD);
    return word === undefined
      ? undefined
      : { kind: "scalar", place, value: JSON.parse(word) as number | boolean | null };
  }

  #place(): Place {
    this.#skip();
    return this.#text.placeAt(this.#index);
  }

  #skip(): void {
    this.#match(BLANK);
  }

  #take(character: string): boolean {
    this.#skip();
    if (this.#flat[this.#index] !== character) return false;
    this.#index++;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#index;
    const [found] = pattern.exec(this.#flat) ?? [];
    if (found !== undefined) this.#index += found.length;
    return found;
  }

  #refuse(expected: string): never {
    const { line, column } = positionOf(this.#text.placeAt(Math.min(this.#index, this.#flat.length)));
    throw new DefinitionError(
      "NOT_JSON",
      `line ${line}, column ${column}: not JSON: expected ${expected}, got ${this.#got()}`,
      {
        hint: "mend the text at that line; comments, commas behind the last item and ${Name} for a value are read, too",
      },
    );
  }

  #got(): string {
    const rest = this.#flat.slice(this.#index, this.#index + 200);
    if (rest === "") return "the end of the text";
    if (rest.startsWith('"'))
      return "a text that does not end in its line, or has a backslash or a tab that JSON does not know";
    const [word = ""] = /^(?:[\p{L}\p{N}_$.-]{1,40}|.)/su.exec(rest) ?? [];
    return JSON.stringify(word).slice(1, -1);
  }
}
