import { createHash } from "node:crypto";

import jsonata from "jsonata";

import { distinct } from "../intrinsics/canonical.ts";
import { uuid } from "../intrinsics/functions.ts";
import type { JsonValue } from "../json.ts";
import { nextRandom } from "../random.ts";
import type { Evaluation } from "./evaluation.ts";

/** The time is the execution's, not the machine's that evaluates. */
const FORMAT_TIME = jsonata("$fromMillis($at, $picture, $timezone)");
const PARSE_TIME = jsonata("$toMillis($timestamp, $picture)");
const PAD = jsonata("$pad($text, $width, $char)");

const LONGEST_TEXT = 1_000_000;
const MOST_ITEMS = 1_000_000;
const LONGEST_TIMESTAMP = 128;

/** What AWS adds to the language or takes from it [doc: JSONata in Step Functions], and what could run away otherwise. */
export function stepFunctions({ seed, at }: Pick<Evaluation, "seed" | "at">): Readonly<Record<string, unknown>> {
  let state = seed;
  const random = (): number => {
    const next = nextRandom(state);
    state = next.seed;
    return next.value;
  };
  return {
    eval: undefined,
    millis: () => at,
    now: (picture?: string, timezone?: string) => FORMAT_TIME.evaluate(undefined, { at, picture, timezone }),
    random: (start?: number) => (start === undefined ? random() : nextRandom(start).value),
    uuid: () => uuid(random),
    parse: (text: string): unknown => JSON.parse(text),
    partition,
    range,
    hash: (content: string, algorithm: string = "SHA-256"): string =>
      createHash(algorithm.toLowerCase().replace(/^sha-1$/, "sha1"))
        .update(content)
        .digest("hex"),
    // Quadratic in the library.
    distinct: (list: unknown): unknown => (Array.isArray(list) ? distinct(list as JsonValue[]) : list),
    pad: (text: string, width: number, char?: string) => {
      if (Math.abs(width) > LONGEST_TEXT)
        throw failure("D2015", `A text is padded to at most ${LONGEST_TEXT} characters`);
      return PAD.evaluate(undefined, { text, width, char });
    },
    toMillis: (timestamp: unknown, picture?: string) => {
      if (picture !== undefined) refuseRunawayPicture(timestamp, picture);
      return PARSE_TIME.evaluate(undefined, { timestamp, picture });
    },
  };
}

function partition(list: readonly unknown[], size: number): unknown[][] {
  if (!(size >= 1)) throw failure("D3001", "The size of a chunk is at least 1");
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}

function range(first: number, last: number, step: number): number[] {
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (!(length <= MOST_ITEMS)) throw failure("D2014", `A range has at most ${MOST_ITEMS} members`);
  return Array.from({ length }, (_, index) => first + index * step);
}

/** The library turns a picture into a regular expression, in which repeated components are tried in all ways. */
function refuseRunawayPicture(timestamp: unknown, picture: string): void {
  const components = picture.match(/\[[a-zA-Z]/g) ?? [];
  const text = typeof timestamp === "string" ? timestamp : "";
  if (new Set(components).size < components.length || text.length > LONGEST_TIMESTAMP || /\d{21}/.test(text))
    throw failure("D3136", "The picture or the timestamp is not one that can be parsed");
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
