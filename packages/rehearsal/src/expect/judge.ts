import { isDeepStrictEqual } from "node:util";

import { didYouMean } from "@alpha-engine/dialect";
import type { ExpectationOutcome, StateSummary, Summary } from "@alpha-engine/run-record";

import type { Expectations, ExpectedMessage } from "./expectations.ts";

/** What lies in the buckets at the end. */
export interface ObjectsLeft {
  /** As `s3://bucket/key`. */
  readonly names: readonly string[];
  /** Of those that somebody wants to read. */
  readonly texts: ReadonlyMap<string, string>;
}

/** What expectations are held against. */
export interface Came {
  readonly status: Summary["status"];
  readonly error: string | null;
  readonly output: unknown;
  readonly states: readonly StateSummary[];
  /** What was told. */
  readonly messages: readonly Message[];
  /** `undefined` where nobody looked. */
  readonly objects: ObjectsLeft | undefined;
  readonly interrupted: string | undefined;
}

type Verdict = Pick<ExpectationOutcome, "met" | "got">;

/** What became of each expectation, in the order in which they are documented. */
export function judge(expect: Expectations, came: Came): readonly ExpectationOutcome[] {
  const { status, error, output, exit = {}, objects = {}, notifications } = expect;
  const { interrupted } = came;
  const outcomes: ExpectationOutcome[] = [];
  const say = (what: string, expected: string, verdict: () => Verdict): void => {
    const seen = interrupted === undefined ? verdict() : { met: null, got: `interrupted while ${interrupted}` };
    outcomes.push({ what, expected, ...seen });
  };
  if (status !== undefined) say("status", status, () => same(status, came.status));
  if (error !== undefined) say("error", error, () => same(error, came.error ?? "none"));
  if (output !== undefined)
    say("output", short(output), () => ({ met: includes(came.output, output), got: short(came.output) }));
  for (const [state, code] of Object.entries(exit))
    say(`exit of ${state}`, String(code), () => exitOf(state, code, came));
  const wanted = Array.isArray(objects)
    ? objects.map((name: string) => [name, true] as const)
    : Object.entries(objects);
  for (const [pattern, want] of wanted as readonly (readonly [string, boolean | string])[])
    say(pattern, typeof want === "string" ? `holds "${want}"` : want ? "there" : "not there", () =>
      objectIs(pattern, want, came.objects),
    );
  if (notifications?.length === 0) say("notifications", "none", () => noneTold(came.messages));
  for (const message of notifications ?? [])
    say("notification", typeof message === "string" ? `"${message}"` : short(message), () =>
      isTold(message, came.messages),
    );
  return outcomes;
}

function same(expected: string, got: string): Verdict {
  return { met: expected === got, got };
}

function exitOf(name: string, code: number, { states }: Came): Verdict {
  const state = states.find((each) => each.name === name);
  if (state === undefined || state.status === "NOT_REACHED" || state.status === "SKIPPED")
    return { met: false, got: "it was not reached" };
  if (state.items !== null) {
    const { ok, failures, failed } = state.items;
    const codes = failures.map(({ exitCode }) => exitCode);
    const got = `${ok} with 0${failed === 0 ? "" : `, ${codes.join(", ")}`}`;
    return { met: code === 0 ? ok > 0 && failed === 0 : codes.includes(code), got };
  }
  if (state.exitCode === null) return { met: null, got: "nobody saw how it ended" };
  return { met: state.exitCode === code, got: String(state.exitCode) };
}

function objectIs(pattern: string, want: boolean | string, objects: ObjectsLeft | undefined): Verdict {
  if (objects === undefined) return { met: null, got: "nobody looked into the buckets" };
  const found = objects.names.filter(matching(pattern));
  if (typeof want === "string") {
    const holding = found.filter((name) => objects.texts.get(name)?.includes(want) === true);
    if (found.length > 0) return { met: holding.length > 0, got: (holding[0] ?? found[0]) as string };
  }
  const nearest = didYouMean(pattern, objects.names);
  const got = found.length === 0 ? `none of ${objects.names.length} objects${nearest}` : found.slice(0, 3).join(", ");
  return { met: want === false ? found.length === 0 : want === true && found.length > 0, got };
}

/** Which objects have to be read to judge. */
export function isRead(objects: NonNullable<Expectations["objects"]>): (name: string) => boolean {
  const texts = Array.isArray(objects) ? [] : Object.entries(objects).filter(([, want]) => typeof want === "string");
  const patterns = texts.map(([pattern]) => matching(pattern));
  return (name) => patterns.some((isMeant) => isMeant(name));
}

/** In which `*` stands for anything. */
function matching(pattern: string): (name: string) => boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const whole = new RegExp(`^${parts.join(".*")}$`, "s");
  return (name) => whole.test(name);
}

function noneTold(messages: readonly Message[]): Verdict {
  const subjects = messages.map(subjectOf);
  return { met: subjects.length === 0, got: subjects.length === 0 ? "none" : subjects.join(", ") };
}

function isTold(wanted: ExpectedMessage, messages: readonly Message[]): Verdict {
  const all = messages.length === 0 ? "nothing was told" : messages.map(subjectOf).join(", ");
  return { met: messages.some((message) => isMeant(wanted, message)), got: all };
}

/** One that was published to a topic. */
interface Message {
  readonly topicArn: string;
  readonly subject: string | null;
  readonly message: string;
}

function subjectOf({ subject, message }: Message): string {
  return `"${subject ?? message.slice(0, 60)}"`;
}

function isMeant(wanted: ExpectedMessage, { topicArn, subject, message }: Message): boolean {
  if (typeof wanted === "string") return (subject ?? "").includes(wanted) || message.includes(wanted);
  return (
    (wanted.topic === undefined || topicArn.endsWith(`:${wanted.topic}`)) &&
    (wanted.subject === undefined || (subject ?? "").includes(wanted.subject)) &&
    (wanted.message === undefined || message.includes(wanted.message))
  );
}

/** Whether `value` has all of `part`: objects may have more keys, all else is equal. */
function includes(value: unknown, part: unknown): boolean {
  if (Array.isArray(part))
    return Array.isArray(value) && value.length === part.length && part.every((item, at) => includes(value[at], item));
  if (typeof part !== "object" || part === null) return isDeepStrictEqual(value, part);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.entries(part).every(
    ([key, item]) => Object.hasOwn(value, key) && includes((value as Readonly<Record<string, unknown>>)[key], item),
  );
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
