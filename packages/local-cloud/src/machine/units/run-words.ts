import { type Calendar, readOnCalendar } from "./calendar.ts";
import { readTimeSpan } from "./time-span.ts";

/** What `systemd-run` was told. */
export interface RunWords {
  readonly unit: string | undefined;
  /** Seconds from now, or from the boot. */
  readonly timer: { readonly from: "now" | "boot"; readonly seconds: number } | undefined;
  /** When it elapses again and again. */
  readonly calendar: Calendar | undefined;
  readonly description: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string | undefined;
  readonly user: string | undefined;
  /** Its end is waited for, and its code is the answer's. */
  readonly wait: boolean;
  /** What it prints is the answer's. */
  readonly pipe: boolean;
  readonly quiet: boolean;
  readonly argv: readonly string[];
}

const VALUED = [
  "unit",
  "on-active",
  "on-boot",
  "on-startup",
  "description",
  "setenv",
  "working-directory",
  "uid",
  "gid",
  "property",
  "timer-property",
  "service-type",
  "slice",
  "nice",
  "on-calendar",
  "on-unit-active",
  "on-unit-inactive",
];
const SHORT: Readonly<Record<string, string>> = { u: "unit", E: "setenv", p: "property" };
const FLAGS = [
  "wait",
  "pipe",
  "scope",
  "quiet",
  "collect",
  "no-block",
  "remain-after-exit",
  "same-dir",
  "system",
  "no-ask-password",
];
const SHORT_FLAGS: Readonly<Record<string, string>> = {
  P: "pipe",
  q: "quiet",
  G: "collect",
  r: "remain-after-exit",
  d: "same-dir",
};
/** What would need more of systemd than there is here. */
const NOT_MODELLED = ["on-unit-active", "on-unit-inactive"];

/** Reads the words of `systemd-run`; throws with systemd-run's own kind of sentence. */
export function readRunWords(args: readonly string[], cwd: string): RunWords {
  const flags = new Set<string>();
  const values: (readonly [string, string])[] = [];
  let rest = args;
  for (let word = rest[0]; word?.startsWith("-") === true; word = rest[0]) {
    rest = rest.slice(1);
    if (word === "--") break;
    const { name, value } = splitOption(word);
    if (FLAGS.includes(name)) flags.add(name);
    else if (VALUED.includes(name)) {
      const given = value ?? rest[0];
      if (value === undefined) rest = rest.slice(1);
      if (given === undefined) throw new Error(`option '--${name}' requires an argument`);
      values.push([name, given]);
    } else throw new Error(`unrecognized option '${word}'`);
  }
  const last = (name: string): string | undefined => values.findLast(([each]) => each === name)?.[1];
  const missing = NOT_MODELLED.find((name) => last(name) !== undefined);
  if (missing !== undefined)
    throw new Error(`--${missing} is not modelled by local-cloud: use --on-active, --on-calendar or a unit file`);
  if (rest.length === 0) throw new Error("Command line to execute required.");
  return {
    unit: last("unit"),
    timer: timerOf(last),
    calendar: calendarOf(last("on-calendar")),
    description: last("description"),
    environment: Object.fromEntries(
      values
        .filter(([name]) => name === "setenv")
        .map(([, text]) => [text.split("=")[0], text.split("=").slice(1).join("=")]),
    ) as Record<string, string>,
    workingDirectory:
      last("working-directory") ?? property(values, "WorkingDirectory") ?? (flags.has("same-dir") ? cwd : undefined),
    user: last("uid") ?? property(values, "User"),
    wait: flags.has("wait") || flags.has("pipe") || flags.has("scope"),
    pipe: flags.has("pipe") || flags.has("scope"),
    quiet: flags.has("quiet"),
    argv: rest,
  };
}

function splitOption(word: string): { readonly name: string; readonly value: string | undefined } {
  if (word.startsWith("--")) {
    const at = word.indexOf("=");
    return at < 0 ? { name: word.slice(2), value: undefined } : { name: word.slice(2, at), value: word.slice(at + 1) };
  }
  const letter = word.charAt(1);
  const attached = word.slice(2);
  if (SHORT_FLAGS[letter] !== undefined) return { name: SHORT_FLAGS[letter], value: undefined };
  return { name: SHORT[letter] ?? word, value: attached === "" ? undefined : attached };
}

function calendarOf(text: string | undefined): Calendar | undefined {
  const calendar = text === undefined ? undefined : readOnCalendar(text);
  if (text !== undefined && calendar === undefined)
    throw new Error(`Failed to parse calendar event specification: ${text}`);
  return calendar;
}

function timerOf(last: (name: string) => string | undefined): RunWords["timer"] {
  for (const name of ["on-active", "on-boot", "on-startup"]) {
    const text = last(name);
    if (text === undefined) continue;
    const seconds = readTimeSpan(text);
    if (seconds === undefined) throw new Error(`Failed to parse timer value: ${text}`);
    return { from: name === "on-active" ? "now" : "boot", seconds };
  }
  return undefined;
}

function property(values: readonly (readonly [string, string])[], name: string): string | undefined {
  const found = values.findLast(([option, text]) => option === "property" && text.startsWith(`${name}=`));
  return found?.[1].slice(name.length + 1);
}
