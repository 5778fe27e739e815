import { MONTHS, values, WEEKDAYS } from "../../cloud/calendar-values.ts";
import type { Schedule } from "./schedule.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const LAST_YEAR = 2199;

/** Whether a day, at midnight UTC, is meant. */
type DayRule = (day: Date) => boolean;

/**
 * The six fields of EventBridge's cron: minutes, hours, day of month, month, day of week, year, in UTC; Sunday is 1; of
 * the two days one is `?`. `undefined` where EventBridge would refuse it. [documentation: EventBridge user guide, cron
 * expressions, 2026-11]
 */
export function parseCron(text: string): Schedule | undefined {
  const [minutes = "", hours = "", dayOfMonth = "", months = "", dayOfWeek = "", years = "", ...more] =
    text.split(/\s+/);
  const minute = values(minutes, 0, 59);
  const hour = values(hours, 0, 23);
  const month = values(months, 1, 12, MONTHS);
  const year = values(years, 1970, LAST_YEAR);
  const isDay = dayRule(dayOfMonth, dayOfWeek);
  if (!minute || !hour || !month || !year || !isDay || more.length > 0) return undefined;
  return {
    nextAfter: (time) => {
      const first = Math.floor(time / MINUTE) * MINUTE + MINUTE;
      for (let day = Math.floor(first / DAY) * DAY; ; day += DAY) {
        const date = new Date(day);
        if (date.getUTCFullYear() > LAST_YEAR) return undefined;
        if (!year.has(date.getUTCFullYear()) || !month.has(date.getUTCMonth() + 1) || !isDay(date)) continue;
        const times = [...hour].flatMap((h) => [...minute].map((m) => day + (h * 60 + m) * MINUTE));
        const next = Math.min(...times.filter((each) => each >= first));
        if (next < Infinity) return next;
      }
    },
  };
}

function dayRule(dayOfMonth: string, dayOfWeek: string): DayRule | undefined {
  if ((dayOfMonth === "?") === (dayOfWeek === "?")) return undefined;
  return dayOfWeek === "?" ? monthDayRule(dayOfMonth) : weekdayRule(dayOfWeek);
}

/** `L` is the last day, `15W` the weekday nearest to the 15th in the same month, `LW` the last weekday. */
function monthDayRule(text: string): DayRule | undefined {
  if (text === "L") return (day) => day.getUTCDate() === lastOfMonth(day);
  const nearest = /^(\d{1,2}|L)W$/.exec(text)?.[1];
  if (nearest === undefined) {
    const days = values(text, 1, 31);
    return days && ((day) => days.has(day.getUTCDate()));
  }
  if (nearest !== "L" && (Number(nearest) < 1 || Number(nearest) > 31)) return undefined;
  return (day) => {
    const last = lastOfMonth(day);
    const wanted = nearest === "L" ? last : Number(nearest);
    return wanted <= last && day.getUTCDate() === nearestWeekday(day, wanted, last);
  };
}

/** `L` alone is Saturday, `6L` the last Friday of the month, `6#3` the third. */
function weekdayRule(text: string): DayRule | undefined {
  if (text === "L") return (day) => day.getUTCDay() === 6;
  const [, name = "", kind, which = ""] = /^([A-Z]{3}|\d)(?:(L)|#([1-5]))$/i.exec(text) ?? [];
  if (name === "") {
    const days = values(text, 1, 7, WEEKDAYS);
    return days && ((day) => days.has(day.getUTCDay() + 1));
  }
  const [wanted] = values(name, 1, 7, WEEKDAYS) ?? [];
  if (wanted === undefined) return undefined;
  return (day) => {
    if (day.getUTCDay() + 1 !== wanted) return false;
    return kind === "L" ? day.getUTCDate() + 7 > lastOfMonth(day) : Math.ceil(day.getUTCDate() / 7) === Number(which);
  };
}

function lastOfMonth(day: Date): number {
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
}

function nearestWeekday(month: Date, wanted: number, last: number): number {
  const weekday = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), wanted)).getUTCDay();
  if (weekday === 6) return wanted > 1 ? wanted - 1 : wanted + 2;
  if (weekday === 0) return wanted < last ? wanted + 1 : wanted - 2;
  return wanted;
}
