import { Scanner } from "../scanner.ts";

/** A regular expression as a tree. */
export type Node =
  | { readonly kind: "set"; readonly test: CharacterTest }
  | { readonly kind: "anchor"; readonly at: Anchor }
  | { readonly kind: "sequence" | "either"; readonly parts: readonly Node[] }
  | { readonly kind: "group"; readonly index?: number; readonly inner: Node }
  | {
      readonly kind: "repeat";
      readonly inner: Node;
      readonly least: number;
      readonly most: number;
      readonly greedy: boolean;
    };

/** Whether a UTF-16 code unit belongs. */
export type CharacterTest = (code: number) => boolean;
export type Anchor = "start" | "end" | "boundary" | "inside";

/** As many repetitions at most can be written out. */
const MOST_REPETITIONS = 1000;
const DEEPEST = 50;

interface Flags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
}

/** Reads a regular expression; throws a SyntaxProblem where it is not one, and where it cannot be matched in linear time. */
export function parseRegularExpression(source: string, flags: Flags): { readonly node: Node; readonly groups: number } {
  const reader = new Reader(source, flags);
  const node = reader.either(0);
  if (!reader.scanner.done) reader.scanner.fail("unmatched ')'");
  return { node, groups: reader.groups };
}

class Reader {
  readonly scanner: Scanner;
  readonly flags: Flags;
  groups = 0;

  constructor(source: string, flags: Flags) {
    this.scanner = new Scanner(source);
    this.flags = flags;
  }

  either(depth: number): Node {
    if (depth > DEEPEST) this.scanner.fail(`groups nest at most ${DEEPEST} deep`);
    const parts = [this.#sequence(depth)];
    while (this.scanner.take("|")) parts.push(this.#sequence(depth));
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "either", parts };
  }

  #sequence(depth: number): Node {
    const parts: Node[] = [];
    while (!this.scanner.done && !/[|)]/.test(this.scanner.text.charAt(this.scanner.position)))
      parts.push(this.#quantified(this.#atom(depth)));
    return { kind: "sequence", parts };
  }

  #quantified(inner: Node): Node {
    const { scanner } = this;
    const sign = scanner.match(/[*+?]|\{\d+(?:,\d*)?\}/y);
    if (sign === undefined) return inner;
    const [least, most] = boundsOf(sign);
    const greedy = !scanner.take("?");
    if (least > MOST_REPETITIONS || (most !== Infinity && (most > MOST_REPETITIONS || most < least)))
      scanner.fail(`a repetition counts from 0 to ${MOST_REPETITIONS}`);
    if (/[*+?]/.test(scanner.text.charAt(scanner.position))) scanner.fail("nothing to repeat");
    return { kind: "repeat", inner, least, most, greedy };
  }

  #atom(depth: number): Node {
    const { scanner } = this;
    if (scanner.take("^")) return { kind: "anchor", at: "start" };
    if (scanner.take("$")) return { kind: "anchor", at: "end" };
    if (scanner.take(".")) return this.#set(this.flags.dotAll ? () => true : (code) => !LINE_ENDS.has(code));
    if (scanner.take("[")) return this.#set(this.#class());
    if (scanner.take("(")) return this.#group(depth);
    if (scanner.match(/[*+?]/y) !== undefined) return scanner.fail("nothing to repeat");
    if (scanner.take("\\b")) return { kind: "anchor", at: "boundary" };
    if (scanner.take("\\B")) return { kind: "anchor", at: "inside" };
    const escaped = this.#escape();
    if (escaped !== undefined) return this.#set(escaped);
    return this.#set(equals(this.#character()));
  }

  #group(depth: number): Node {
    const { scanner } = this;
    if (scanner.match(/\?(?:[=!]|<[=!])/y) !== undefined) return scanner.fail("looking around is not supported");
    const plain = scanner.take("?:");
    const index = plain ? undefined : ++this.groups;
    if (!plain) scanner.match(/\?<\w+>/y);
    const inner = this.either(depth + 1);
    scanner.expect(")");
    return { kind: "group", inner, ...(index === undefined ? {} : { index }) };
  }

  #class(): CharacterTest {
    const { scanner } = this;
    const negated = scanner.take("^");
    const tests: CharacterTest[] = [];
    while (!scanner.take("]")) {
      const escaped = this.#escape();
      if (escaped !== undefined) {
        tests.push(escaped);
        continue;
      }
      const first = this.#character();
      if (scanner.match(/-(?=[^\]])/y) === undefined) tests.push(equals(first));
      else {
        const last = this.#character();
        if (last < first) scanner.fail("a range goes upwards");
        tests.push((code) => code >= first && code <= last);
      }
    }
    return (code) => tests.some((test) => test(code)) !== negated;
  }

  /** `\d` and its like; nothing where another character comes. */
  #escape(): CharacterTest | undefined {
    const letter = this.scanner.match(/\\[dDwWsS]/y)?.charAt(1);
    if (letter === undefined) {
      if (this.scanner.match(/\\(?:[1-9]|k<|[pP]\{)/y) !== undefined)
        this.scanner.fail("back references and Unicode classes are not supported");
      return undefined;
    }
    const test = CLASSES[letter.toLowerCase()] ?? (() => false);
    return letter === letter.toLowerCase() ? test : (code) => !test(code);
  }

  /** One character, escaped or not. */
  #character(): number {
    const { scanner } = this;
    const hex = scanner.match(/\\x[\da-fA-F]{2}|\\u[\da-fA-F]{4}/y);
    if (hex !== undefined) return Number.parseInt(hex.slice(2), 16);
    const text = scanner.match(/\\?[\s\S]/y);
    if (text === undefined || text === "\\") return scanner.fail("expected a character");
    const named = text.length === 2 ? CONTROLS[text.charAt(1)] : undefined;
    return named ?? text.charCodeAt(text.length - 1);
  }

  #set(test: CharacterTest): Node {
    return { kind: "set", test: this.flags.ignoreCase ? inAnyCase(test) : test };
  }
}

export const LINE_ENDS: ReadonlySet<number> = new Set([0x0a, 0x0d, 0x2028, 0x2029]);
const CONTROLS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, "0": 0 };

export const isWord: CharacterTest = (code) =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);

const CLASSES: Readonly<Record<string, CharacterTest>> = {
  d: (code) => code >= 48 && code <= 57,
  w: isWord,
  s: (code) => /\s/.test(String.fromCharCode(code)),
};

function equals(expected: number): CharacterTest {
  return (code) => code === expected;
}

function inAnyCase(test: CharacterTest): CharacterTest {
  return (code) => {
    const character = String.fromCharCode(code);
    return test(code) || test(character.toLowerCase().charCodeAt(0)) || test(character.toUpperCase().charCodeAt(0));
  };
}

function boundsOf(sign: string): [number, number] {
  if (sign === "*") return [0, Infinity];
  if (sign === "+") return [1, Infinity];
  if (sign === "?") return [0, 1];
  const [least = "0", most] = sign.slice(1, -1).split(",");
  return [Number(least), most === undefined ? Number(least) : most === "" ? Infinity : Number(most)];
}
