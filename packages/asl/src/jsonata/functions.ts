import { createHash } from "node:crypto";

import jsonata, { type Expression, type Focus as LibraryFocus } from "jsonata";

import { distinct } from "../canonical.ts";
import { uuid } from "../intrinsics/functions.ts";
import { JavaRandom } from "../java/random.ts";
import type { JsonValue } from "../json.ts";
import { nextRandom } from "../random.ts";
import type { Evaluation } from "./evaluation.ts";
import { refuseLarge } from "./limits.ts";

/** The time is the execution's, not the machine's that evaluates. */
const FORMAT_TIME = jsonata("$fromMillis($at, $picture, $timezone)");
const PARSE_TIME = jsonata("$toMillis($timestamp, $picture)");
const PAD = jsonata("$pad($text, $width, $char)");
const DECODE = jsonata("$base64decode($text)");

const LONGEST_TIMESTAMP = 128;
const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}(?:==)?|[A-Za-z\d+/]{3}=?)?$/;
const HASHES: ReadonlyMap<string, string> = new Map([
  ["SHA-1", "sha1"],
  ["SHA-384", "sha384"],
  ["SHA-256", "sha256"],
  ["SHA-512", "sha512"],
  ["MD5", "md5"],
]);

/** Time and chance of one evaluation. */
interface Chance {
  readonly at: number;
  readonly random: () => number;
}
/** Under which name functions find it; no expression can say this name. */
const CHANCE = "evaluation's chance";

/** What the library calls a function with. */
interface Focus extends LibraryFocus {
  createSequence(): unknown[];
}

// oxlint-disable-next-line typescript/no-explicit-any -- the signature has checked the arguments
type Body = (this: Focus, ...values: any[]) => unknown;

/**
 * What AWS adds to the language, by name: signature and body [recordings: Feature.JSONataBuiltins], and those of the
 * library's own functions that take time and chance from elsewhere, or could run away. A missing argument gives nothing.
 */
const FUNCTIONS: Readonly<Record<string, readonly [signature: string, body: Body]>> = {
  hash: ["<ss:s>", hash],
  parse: ["<s-:x>", (text?: string) => (text === undefined ? undefined : parse(text))],
  partition: ["<xn?:a>", partition],
  range: ["<nnn?:a<n>>", range],
  random: [
    "<n?:n>",
    function (seed?: number) {
      return seed === undefined ? chanceOf(this).random() : new JavaRandom(seed).nextDouble();
    },
  ],
  uuid: [
    "<:s>",
    function () {
      return uuid(chanceOf(this).random);
    },
  ],
  millis: [
    "<:n>",
    function () {
      return chanceOf(this).at;
    },
  ],
  now: [
    "<s?s?:s>",
    function (picture?: string, timezone?: string) {
      return FORMAT_TIME.evaluate(undefined, { at: chanceOf(this).at, picture, timezone });
    },
  ],
  // Quadratic in the library.
  distinct: ["<x:x>", (list: unknown) => (Array.isArray(list) ? distinct(list as JsonValue[]) : list)],
  pad: [
    "<s-ns?:s>",
    (text?: string, width: number = 0, char?: string) => {
      refuseLarge(Math.abs(width));
      return PAD.evaluate(undefined, { text, width, char });
    },
  ],
  toMillis: [
    "<s-s?:n>",
    (timestamp?: string, picture?: string) => {
      if (picture !== undefined) refuseRunawayPicture(timestamp, picture);
      return PARSE_TIME.evaluate(undefined, { timestamp, picture });
    },
  ],
  // AWS refuses what is no base64. [measured with TestState, 2026]
  base64decode: [
    "<s-:s>",
    (text?: string) => {
      if (text !== undefined && !BASE64.test(text)) throw new Error("This is no base64.");
      return DECODE.evaluate(undefined, { text });
    },
  ],
};

/** Gives an expression AWS's functions; `$eval` is none of them. [doc: JSONata in Step Functions] */
export function registerFunctions(expression: Expression): void {
  for (const [name, value] of (registered ??= libraryFunctions())) expression.assign(name, value);
}

let registered: readonly (readonly [name: string, value: unknown])[] | undefined;

/** In the form that the library has for its own, each made once: to read a signature takes as long as to compile an expression. */
function libraryFunctions(): readonly (readonly [name: string, value: unknown])[] {
  const made = Object.entries(FUNCTIONS).map(([name, [text, implementation]]) => {
    const { signature } = jsonata(`function($a)${text}{0}`).ast() as unknown as { readonly signature: unknown };
    return [name, { _jsonata_function: true, implementation, signature }] as const;
  });
  return [...made, ["eval", undefined]];
}

/** What the functions of one evaluation need. */
export function chance({ seed, at }: Pick<Evaluation, "seed" | "at">): Readonly<Record<string, Chance>> {
  let state = seed;
  const random = (): number => {
    const next = nextRandom(state);
    state = next.seed;
    return next.value;
  };
  return { [CHANCE]: { at, random } };
}

function chanceOf({ environment }: Focus): Chance {
  return environment.lookup(CHANCE) as Chance;
}

function hash(content?: string, algorithm?: string): string | undefined {
  if (content === undefined || algorithm === undefined) return undefined;
  const name = HASHES.get(algorithm);
  if (name === undefined)
    throw failure("D3137", `Hash algorithm '${algorithm}' must be one of ${[...HASHES.keys()].join(", ")}`);
  return createHash(name).update(content).digest("hex");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw failure("D3137", "Invalid JSON");
  }
}

/** A chunk of no size is none; without a size there is one chunk. */
function partition(list: unknown, size?: number): unknown {
  if (list === undefined) return undefined;
  if (!Array.isArray(list)) throw Object.assign(failure("T0412"), { index: 1 });
  const chunk = Math.trunc(size ?? Math.max(1, list.length));
  if (size !== undefined && size < 0) throw failure("D3137", "Second argument must be zero or greater");
  if (chunk === 0) return undefined;
  return Array.from({ length: Math.ceil(list.length / chunk) }, (_, index) =>
    list.slice(index * chunk, (index + 1) * chunk),
  );
}

/** A sequence: one member is that member, none is nothing. */
function range(this: Focus, first?: number, last?: number, step?: number): unknown {
  if (first === undefined || last === undefined || step === undefined) return undefined;
  const from = Math.trunc(first);
  const by = Math.trunc(step);
  const members = this.createSequence();
  if (by === 0) return members;
  const length = Math.max(0, Math.floor((Math.trunc(last) - from) / by) + 1);
  refuseLarge(length, 8);
  for (let index = 0; index < length; index++) members.push(from + index * by);
  return members;
}

/** The library turns a picture into a regular expression, in which repeated components are tried in all ways. */
function refuseRunawayPicture(timestamp: string = "", picture: string): void {
  const components = picture.match(/\[[a-zA-Z]/g) ?? [];
  if (new Set(components).size < components.length || timestamp.length > LONGEST_TIMESTAMP || /\d{21}/.test(timestamp))
    throw failure("D3136");
}

/** An error whose message the library has, or gets. */
function failure(code: string, message?: string): Error {
  return Object.assign(new Error(message), { code });
}
