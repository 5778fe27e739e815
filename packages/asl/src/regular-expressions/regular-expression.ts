import { SyntaxProblem } from "../scanner.ts";
import { compileProgram, type Instruction } from "./program.ts";
import { isWord, LINE_ENDS, type Node, parseRegularExpression } from "./syntax.ts";

/** A match: the positions of the whole and of every group, two by two; -1 for a group that took no part. */
type Match = readonly number[];

/** Thrown where matching takes more steps than anybody waits for. */
export class RegularExpressionTooSlow extends Error {
  override readonly name: string = "RegularExpressionTooSlow";
}

/** Steps that a pattern may take by default. */
const MOST_STEPS = 50_000_000;

/**
 * A regular expression that is matched in time linear in the text: all ways are followed at once, none is tried again.
 * Looking around and back references do not exist. Whoever wrote it into a definition, it cannot make the evaluator hang:
 * what takes too many steps is given up.
 *
 * What it finds is what JavaScript's own find, which JSONata's are: RE2 and its ports differ in what a space, a line end, a
 * character and a group in a repetition is, and count no steps.
 */
export class RegularExpression {
  readonly #program: readonly Instruction[];
  readonly #multiline: boolean;
  readonly #slots: number;
  /** How many steps it may still take. */
  stepsLeft: number = MOST_STEPS;

  /** @param flags `i`, `m` and `s` as in JavaScript. */
  constructor(source: string, flags: string, { whole = false }: { readonly whole?: boolean } = {}) {
    const { node, groups } = parseRegularExpression(source, {
      ignoreCase: flags.includes("i"),
      dotAll: flags.includes("s"),
    });
    const program = compileProgram(whole ? anchored(node) : node);
    if (program === undefined)
      throw new SyntaxProblem("the pattern is too long when its repetitions are written out", 0);
    this.#program = program;
    this.#multiline = flags.includes("m");
    this.#slots = (groups + 1) * 2;
  }

  test(text: string): boolean {
    return this.find(text, 0) !== undefined;
  }

  /** The leftmost match from `from` on, the preferred one of those that begin there. */
  find(text: string, from: number): Match | undefined {
    let found: number[] | undefined;
    let threads: Thread[] = [];
    for (let position = from; position <= text.length; position++) {
      const next: Thread[] = [];
      const seen = new Set<number>();
      if (found === undefined) threads.push({ at: 0, saved: fresh(this.#slots, position) });
      const closed: Thread[] = [];
      for (const thread of threads) this.#follow(thread, { text, position, seen, closed });
      for (const { at, saved } of closed) {
        const instruction = this.#program[at];
        if (instruction?.do === "match") {
          found = saved.with(1, position);
          break;
        }
        if (instruction?.do === "take" && position < text.length && instruction.test(text.charCodeAt(position)))
          next.push({ at: at + 1, saved });
      }
      if (next.length === 0 && found !== undefined) break;
      threads = next;
    }
    return found;
  }

  /** Adds the places that can be reached from `thread` without taking a character, preferred ones first. */
  #follow(thread: Thread, { text, position, seen, closed }: Place): void {
    const open = [thread];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { at, saved } = next;
      if (seen.has(at)) continue;
      seen.add(at);
      if (--this.stepsLeft < 0) throw new RegularExpressionTooSlow("The regular expression takes too many steps.");
      const instruction = this.#program[at];
      switch (instruction?.do) {
        case "jump":
          open.push({ at: instruction.to, saved });
          break;
        case "split":
          open.push({ at: instruction.or, saved }, { at: instruction.to, saved });
          break;
        case "save":
          open.push({ at: at + 1, saved: saved.with(instruction.slot, position) });
          break;
        case "assert":
          if (this.#holds(instruction.at, text, position)) open.push({ at: at + 1, saved });
          break;
        default:
          closed.push(next);
      }
    }
  }

  #holds(anchor: "start" | "end" | "boundary" | "inside", text: string, position: number): boolean {
    const before = position === 0 ? undefined : text.charCodeAt(position - 1);
    const after = position === text.length ? undefined : text.charCodeAt(position);
    if (anchor === "start") return before === undefined || (this.#multiline && LINE_ENDS.has(before));
    if (anchor === "end") return after === undefined || (this.#multiline && LINE_ENDS.has(after));
    const boundary = (before !== undefined && isWord(before)) !== (after !== undefined && isWord(after));
    return boundary === (anchor === "boundary");
  }
}

/** Where matching has got to in the text. */
interface Place {
  readonly text: string;
  readonly position: number;
  /** The instructions that have been reached there. */
  readonly seen: Set<number>;
  /** The threads that wait there for a character, preferred ones first. */
  readonly closed: Thread[];
}

interface Thread {
  readonly at: number;
  readonly saved: number[];
}

function fresh(slots: number, start: number): number[] {
  return Array.from({ length: slots }, (_, slot) => (slot === 0 ? start : -1));
}

function anchored(inner: Node): Node {
  return {
    kind: "sequence",
    parts: [
      { kind: "anchor", at: "start" },
      { kind: "group", inner },
      { kind: "anchor", at: "end" },
    ],
  };
}
