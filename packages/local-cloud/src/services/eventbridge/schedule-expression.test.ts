import { expect, test } from "vitest";

import { parseScheduleExpression } from "./schedule-expression.ts";

const at = (text: string): number => Date.parse(`${text}Z`);
const NOW = "2026-11-20T19:08";

/** The next times from `from` on. */
function times(expression: string, count: number, from = NOW): readonly (string | undefined)[] {
  const schedule = parseScheduleExpression(expression);
  const found: (string | undefined)[] = [];
  let time: number | undefined = at(from);
  for (let i = 0; i < count && time !== undefined; i++) {
    time = schedule?.nextAfter(time, at(from));
    found.push(time === undefined ? undefined : new Date(time).toISOString().slice(0, 16));
  }
  return found;
}

test.each([
  ["cron(0 9 ? * SAT *)", ["2026-11-21T09:00", "2026-11-28T09:00"]],
  ["cron(45 12 ? * MON-FRI *)", ["2026-11-23T12:45", "2026-11-24T12:45"]],
  ["cron(0/30 13-21 ? * MON-FRI *)", ["2026-11-20T19:30", "2026-11-20T20:00"]],
  ["cron(15 * * * ? *)", ["2026-11-20T19:15", "2026-11-20T20:15"]],
  ["cron(0 8 1 * ? *)", ["2026-12-01T08:00", "2027-01-01T08:00"]],
  ["cron(0 10 ? * 6#3 *)", ["2026-12-18T10:00", "2027-01-15T10:00"]],
  ["cron(0 10 ? * FRIL *)", ["2026-11-27T10:00", "2026-12-25T10:00"]],
  ["cron(0 0 L * ? *)", ["2026-11-30T00:00", "2026-12-31T00:00"]],
  ["cron(0 0 31W * ? *)", ["2026-12-31T00:00", "2027-01-29T00:00"]],
  ["cron(0 0 1W 8 ? *)", ["2027-08-02T00:00", "2028-08-01T00:00"]],
  ["cron(0 0 LW * ? *)", ["2026-11-30T00:00", "2026-12-31T00:00"]],
  ["cron(0 12 29 2 ? *)", ["2028-02-29T12:00", "2032-02-29T12:00"]],
  ["cron(0 9 ? jan,MAR 1 2027)", ["2027-01-03T09:00", "2027-01-10T09:00"]],
  ["cron(0 9 ? * SAT 2020)", [undefined]],
  ["rate(1 minute)", ["2026-11-20T19:09", "2026-11-20T19:10"]],
  ["rate(12 hours)", ["2026-11-21T07:08", "2026-11-21T19:08"]],
  ["rate(7 days)", ["2026-11-27T19:08", "2026-12-04T19:08"]],
])("%s fires as EventBridge says, in UTC", (expression, expected) => {
  expect(times(expression, expected.length)).toEqual(expected);
});

test.each([
  "cron(0 9 * * SAT *)",
  "cron(0 9 ? * ? *)",
  "cron(0 9 * * * *)",
  "cron(0 9 ? * SAT)",
  "cron(60 9 ? * SAT *)",
  "cron(0 24 ? * SAT *)",
  "cron(0 9 ? * 0 *)",
  "cron(0 9 ? * 8 *)",
  "cron(0 9 ? * 6#6 *)",
  "cron(0 9 ? * 3#1,6#3 *)",
  "cron(0 9 32 * ? *)",
  "cron(5-1 9 * * ? *)",
  "cron(*/0 9 * * ? *)",
  "cron(x 9 * * ? *)",
  "cron()",
  "rate(1 minutes)",
  "rate(5 minute)",
  "rate(0 minutes)",
  "rate(10 MINUTES)",
  "rate( 10 minutes )",
  " rate(10 minutes)",
  "at(2026-11-20T00:00:00)",
  "0 9 * * 6",
])("%s is refused", (expression) => {
  expect(parseScheduleExpression(expression)).toBeUndefined();
});
