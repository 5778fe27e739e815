import { type Calendar, readCrontabTime } from "./calendar.ts";

/** A line of a crontab that says what to run. */
export interface CronJob {
  /** `boot` for `@reboot`. */
  readonly when: Calendar | "boot";
  /** Absent where the file is a user's own. */
  readonly user: string | undefined;
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Reads a crontab; `system` files say whose each line is (crontab(5), cronie 1.5, 2022). Throws with the line that is none. */
export function readCrontab(text: string, system: boolean): readonly CronJob[] {
  const environment: Record<string, string> = {};
  return text.split("\n").flatMap((line, index) => {
    if (/^\s*(?:#|$)/.test(line)) return [];
    const [, name, value = ""] = /^\s*(\w+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined) {
      environment[name] = value.trim().replace(/^(["'])(.*)\1$/, "$2");
      return [];
    }
    const [, time = "", rest = ""] = /^\s*(@\w+|(?:\S+\s+){4}\S+)\s+(.*)$/.exec(line) ?? [];
    const [, user, command = rest] = system ? (/^(\S+)\s+(.*)$/.exec(rest) ?? []) : [];
    const when = time === "@reboot" ? "boot" : readCrontabTime(time);
    if (when === undefined || command === "" || (system && user === undefined))
      throw new Error(`line ${index + 1}: bad time specifier`);
    // A bare % would end the command and begin its stdin.
    const [said = ""] = command.split(/(?<!\\)%/);
    return { when, user, command: said.replaceAll("\\%", "%"), environment: { ...environment } };
  });
}

/** The instant that `at` is told, in UTC (at(1), 3.1.23, 2022); `undefined` where it is none. */
export function readAtTime(words: readonly string[], now: number): number | undefined {
  const text = words.join(" ").toLowerCase().trim();
  const [, base = "", count, unit = ""] = /^(.*?)\s*(?:\+\s*(\d+)\s*(min|minute|hour|day|week)s?)?$/.exec(text) ?? [];
  const start = startOf(base.trim(), now);
  return start === undefined ? undefined : start + Number(count ?? 0) * (UNITS[unit] ?? 0);
}

const UNITS: Readonly<Record<string, number>> = {
  min: 60_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};
const TIMES: Readonly<Record<string, string>> = { midnight: "00:00", noon: "12:00", teatime: "16:00" };

function startOf(text: string, now: number): number | undefined {
  if (text === "now") return now;
  const [word = "", ...rest] = text.split(/\s+/);
  const [, hours, minutes, half] = /^(\d{1,2}):?(\d{2})\s*(am|pm)?$/.exec(TIMES[word] ?? word) ?? [];
  const day = rest.join(" ");
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half === "pm" ? 12 : 0);
  const time = (hour * 60 + Number(minutes)) * 60_000;
  const today = Math.floor(now / 86_400_000) * 86_400_000;
  if (/^\d{4}-\d{2}-\d{2}$/.test(day)) return Date.parse(day) + time;
  if (day === "tomorrow") return today + 86_400_000 + time;
  if (day !== "" && day !== "today") return undefined;
  return today + time > now || day === "today" ? today + time : today + 86_400_000 + time;
}
