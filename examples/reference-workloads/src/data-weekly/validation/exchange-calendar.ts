const MONDAY = 1;
const THURSDAY = 4;

/**
 * Days on which the New York exchange was closed against its rules: 11 September, three presidents' funerals
 * and the hurricane of 2012.
 */
const SPECIAL_CLOSURES: Readonly<Record<string, string>> = {
  "2001-09-11": "attacks of 11 September",
  "2001-09-12": "attacks of 11 September",
  "2001-09-13": "attacks of 11 September",
  "2001-09-14": "attacks of 11 September",
  "2004-06-11": "funeral of Ronald Reagan",
  "2007-01-02": "funeral of Gerald Ford",
  "2012-10-29": "hurricane Sandy",
  "2012-10-30": "hurricane Sandy",
  "2018-12-05": "funeral of George H. W. Bush",
};

interface Closure {
  readonly kind: "holiday" | "special";
  readonly reason: string;
}

/** Why the exchange was closed on a weekday, or undefined when it should have been open. */
export function exchangeClosure(date: string): Closure | undefined {
  const special = SPECIAL_CLOSURES[date];
  if (special !== undefined) return { kind: "special", reason: special };
  const reason = holidays(Number(date.slice(0, 4))).get(date);
  return reason === undefined ? undefined : { kind: "holiday", reason };
}

const known = new Map<number, ReadonlyMap<string, string>>();

function holidays(year: number): ReadonlyMap<string, string> {
  const found = known.get(year) ?? listHolidays(year);
  known.set(year, found);
  return found;
}

function listHolidays(year: number): ReadonlyMap<string, string> {
  const days: [Date | undefined, string][] = [
    [observed(year, 1, 1, "not on a Friday"), "New Year's Day"],
    [nthWeekday(year, 1, MONDAY, 3), "Martin Luther King Day"],
    [nthWeekday(year, 2, MONDAY, 3), "Presidents' Day"],
    [goodFriday(year), "Good Friday"],
    [nthWeekday(year, 6, MONDAY, 0), "Memorial Day"],
    [year < 2022 ? undefined : observed(year, 6, 19), "Juneteenth"],
    [observed(year, 7, 4), "Independence Day"],
    [nthWeekday(year, 9, MONDAY, 1), "Labor Day"],
    [nthWeekday(year, 11, THURSDAY, 4), "Thanksgiving"],
    [observed(year, 12, 25), "Christmas"],
  ];
  return new Map(days.flatMap(([day, name]) => (day === undefined ? [] : [[day.toISOString().slice(0, 10), name]])));
}

/** A holiday on a Sunday is kept on Monday, one on a Saturday on Friday; New Year's is then not kept at all. */
function observed(year: number, month: number, day: number, saturday?: "not on a Friday"): Date | undefined {
  const date = utc(year, month, day);
  const weekday = date.getUTCDay();
  if (weekday === 0) return utc(year, month, day + 1);
  if (weekday !== 6) return date;
  return saturday === undefined ? utc(year, month, day - 1) : undefined;
}

/** The n-th such weekday of a month; the 0th is the last one of the month before. */
function nthWeekday(year: number, month: number, weekday: number, n: number): Date {
  const first = utc(year, month, 1).getUTCDay();
  return utc(year, month, 1 + ((weekday - first + 7) % 7) + (n - 1) * 7);
}

/** Two days before Easter Sunday, by the Gregorian computus in the form of Oudin (1940). */
function goodFriday(year: number): Date {
  const century = Math.floor(year / 100);
  const golden = year % 19;
  const correction = Math.floor((century - 17) / 25);
  const epact = (century - Math.floor(century / 4) - Math.floor((century - correction) / 3) + 19 * golden + 15) % 30;
  const late = Math.floor(epact / 28);
  const moon = epact - late * (1 - late * Math.floor(29 / (epact + 1)) * Math.floor((21 - golden) / 11));
  const weekday = (year + Math.floor(year / 4) + moon + 2 - century + Math.floor(century / 4)) % 7;
  const fromMarch28 = moon - weekday;
  return utc(year, 3, 28 + fromMarch28 - 2);
}

function utc(year: number, month: number, day: number): Date {
  return new Date(Date.UTC(year, month - 1, day));
}
