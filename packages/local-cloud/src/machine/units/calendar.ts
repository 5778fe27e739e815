import { MONTHS, values, WEEKDAYS } from "../../cloud/calendar-values.ts";

/** When something is due again and again, in UTC, as an instance is. */
export interface Calendar {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly number[];
  readonly months: readonly number[];
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
  /** A day of the month or of the week will do, as where crontab restricts both. */
  readonly either?: boolean;
}

const RANGES = {
  seconds: [0, 59],
  minutes: [0, 59],
  hours: [0, 23],
  days: [1, 31],
  months: [1, 12],
  weekdays: [0, 7],
} as const;
const DAY_MS = 86_400_000;
/** Every rule that is ever due is within eight years: the longest way from one 29 February to the next. */
const FAR = 366 * 8 + 2;

/** The first instant behind `after` that it says; `undefined` where it never comes. */
export function nextAfter(calendar: Calendar, after: number): number | undefined {
  const start = Math.floor(after / DAY_MS) * DAY_MS;
  for (let day = start, count = 0; count < FAR; day += DAY_MS, count += 1) {
    if (!isDay(calendar, new Date(day))) continue;
    for (const hour of calendar.hours)
      for (const minute of calendar.minutes)
        for (const second of calendar.seconds) {
          const at = day + ((hour * 60 + minute) * 60 + second) * 1000;
          if (at > after) return at;
        }
  }
  return undefined;
}

function isDay({ months, days, weekdays, either }: Calendar, date: Date): boolean {
  if (!months.includes(date.getUTCMonth() + 1)) return false;
  const tests = [days.includes(date.getUTCDate()), weekdays.includes(date.getUTCDay())];
  return either === true ? tests.includes(true) : !tests.includes(false);
}

/** `..` is systemd's range, Sunday is 0 and 7, and names may be written out. */
function readField(text: string, field: keyof typeof RANGES): readonly number[] | undefined {
  const [first, last] = RANGES[field];
  const names = field === "weekdays" ? WEEKDAYS : field === "months" ? MONTHS : [];
  const short = text.replaceAll("..", "-").replaceAll(/[a-z]+/gi, (name) => name.slice(0, 3));
  const found = values(short, first, last, names);
  if (found === undefined) return undefined;
  const each = field === "weekdays" ? [...found].map((day) => day % 7) : [...found];
  return [...new Set(each)].toSorted((one, other) => one - other);
}

function calendarOf(fields: Readonly<Record<keyof typeof RANGES, string>>): Calendar | undefined {
  const read = Object.entries(fields).map(
    ([name, text]) => [name, readField(text, name as keyof typeof RANGES)] as const,
  );
  if (read.some(([, values]) => values === undefined)) return undefined;
  return Object.fromEntries(read) as unknown as Calendar;
}

const NAMED: Readonly<Record<string, string>> = {
  minutely: "*-*-* *:*:00",
  hourly: "*-*-* *:00:00",
  daily: "*-*-* 00:00:00",
  weekly: "Mon *-*-* 00:00:00",
  monthly: "*-*-01 00:00:00",
  quarterly: "*-01,04,07,10-01 00:00:00",
  yearly: "*-01-01 00:00:00",
  annually: "*-01-01 00:00:00",
};

/** `Mon..Fri 09:00`, `*-*-01 02:30:00`, `hourly`; a year and another zone than UTC are not read (systemd.time(7), 252, 2022). */
export function readOnCalendar(text: string): Calendar | undefined {
  const words = (NAMED[text.trim().toLowerCase()] ?? text)
    .trim()
    .split(/\s+/)
    .filter((word) => word !== "UTC");
  const weekday = /^[a-z]/i.test(words[0] ?? "") ? (words.shift() ?? "*") : "*";
  const date = words[0]?.includes(":") === false ? words.shift() : "*-*-*";
  const time = words.shift() ?? "00:00:00";
  const [day = "*", month = "*", year = "*"] = (date ?? "").split("-").toReversed();
  const [hours = "", minutes = "", seconds = "00"] = time.split(":");
  if (words.length > 0 || year !== "*" || minutes === "") return undefined;
  return calendarOf({ weekdays: weekday, months: month, days: day, hours, minutes, seconds });
}

const MACROS: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

/** The five fields of crontab, or its word for them (crontab(5), cronie 1.5, 2022). */
export function readCrontabTime(text: string): Calendar | undefined {
  const [minutes = "", hours = "", days = "", months = "", weekdays, ...rest] = (MACROS[text] ?? text).split(/\s+/);
  if (weekdays === undefined || rest.length > 0) return undefined;
  const calendar = calendarOf({ seconds: "0", minutes, hours, days, months, weekdays });
  return calendar && { ...calendar, either: !days.startsWith("*") && !weekdays.startsWith("*") };
}
