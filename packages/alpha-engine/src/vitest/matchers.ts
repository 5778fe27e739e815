import { didYouMean } from "@alpha-engine/dialect";

import { AlphaEngineError } from "../errors.ts";
import type { Run, Told } from "./run.ts";

/** What a message must be: a text is found in it, of a topic it is its name; a pattern matches. */
export type TellingPattern =
  | string
  | RegExp
  | {
      readonly topic?: string | RegExp;
      readonly subject?: string | RegExp;
      readonly message?: string | RegExp;
    };

/** What `expect(run)` can say beside what vitest has. */
export interface RunMatchers<R = unknown> {
  /** It SUCCEEDED and left nothing behind. */
  toHaveSucceeded(): R;
  /** It came to this state. A name that the definition does not have is an error, also behind `not`. */
  toHaveReached(state: string): R;
  /** A message was sent in whose topic, subject or text this is found. */
  toHaveTold(pattern: TellingPattern): R;
}

interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

export const matchers = {
  toHaveSucceeded(received: unknown): Verdict {
    const run = runIn(received, "toHaveSucceeded");
    const pass = run.status === "SUCCEEDED" && run.report.length === 0;
    const what = pass ? `expected ${run.pipeline} not to have succeeded, and it did` : notGood(run);
    return { pass, message: () => lines(what, run) };
  },
  toHaveReached(received: unknown, named: unknown): Verdict {
    const run = runIn(received, "toHaveReached");
    const state = String(named);
    if (!run.states.includes(state))
      throw new AlphaEngineError(
        "NO_SUCH_STATE",
        `toHaveReached: ${run.pipeline} has no state "${state}"${didYouMean(state, run.states)}`,
        { hint: `its states are ${run.states.join(", ")}` },
      );
    const pass = run.reached.includes(state);
    const way = `it went ${run.reached.join(" → ") || "nowhere"}`;
    return {
      pass,
      message: () => lines(`expected ${run.pipeline} ${pass ? "not " : ""}to have reached ${state}; ${way}`, run),
    };
  },
  toHaveTold(received: unknown, pattern: TellingPattern): Verdict {
    const run = runIn(received, "toHaveTold");
    const pass = run.told.some((told) => isMeant(told, pattern));
    const all = run.told.map(({ topic, subject, message }) => `  ${topic}: ${subject ?? message.split("\n")[0]}`);
    const said = all.length === 0 ? "it told nothing" : `it told\n${all.join("\n")}`;
    const what = typeof pattern === "string" || pattern instanceof RegExp ? String(pattern) : shown(pattern);
    return {
      pass,
      message: () => lines(`expected ${run.pipeline} ${pass ? "not " : ""}to have told ${what}; ${said}`, run),
    };
  },
};

function notGood({ pipeline, status }: Run): string {
  return `expected ${pipeline} to have succeeded${status === "SUCCEEDED" ? ", and to have left nothing behind" : `; it is ${status}`}`;
}

function lines(what: string, { report }: Run): string {
  return [what, ...(report.length === 0 ? [] : ["", ...report])].join("\n");
}

function shown(pattern: object): string {
  return JSON.stringify(pattern, (_, value: unknown) => (value instanceof RegExp ? String(value) : value));
}

function isMeant({ topic, subject, message }: Told, pattern: TellingPattern): boolean {
  if (typeof pattern === "string" || pattern instanceof RegExp)
    return isFoundIn(topic, pattern, true) || isFoundIn(subject ?? "", pattern) || isFoundIn(message, pattern);
  return (
    (pattern.topic === undefined || isFoundIn(topic, pattern.topic, true)) &&
    (pattern.subject === undefined || isFoundIn(subject ?? "", pattern.subject)) &&
    (pattern.message === undefined || isFoundIn(message, pattern.message))
  );
}

function isFoundIn(text: string, pattern: string | RegExp, whole: boolean = false): boolean {
  if (typeof pattern === "string") return whole ? text === pattern : text.includes(pattern);
  // One with a `g` remembers where it was.
  return new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, "")).test(text);
}

function runIn(received: unknown, matcher: string): Run {
  const run = received as Partial<Run> | null | undefined;
  if (typeof run === "object" && run !== null && Array.isArray(run.reached) && Array.isArray(run.told))
    return run as Run;
  throw new TypeError(
    `${matcher}: expected what rehearse or simulate of alpha-engine/vitest resolve to, got ${String(received)}`,
  );
}
