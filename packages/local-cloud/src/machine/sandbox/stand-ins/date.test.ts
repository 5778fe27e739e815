import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, test } from "vitest";

import { dateScript } from "./date.ts";

const NOW = Date.parse("2026-05-23T09:00:00Z");
const folder = mkdtempSync(join(tmpdir(), "date-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What `date` says where the cloud's clock says that it is nine o'clock of a Saturday. */
function said(args: readonly string[], TZ = "UTC", ahead = NOW - Date.now()): string {
  const script = join(folder, "date");
  writeFileSync(script, dateScript(join(folder, "clock")));
  writeFileSync(join(folder, "clock"), `${ahead}\n`);
  const env = { PATH: process.env["PATH"] ?? "", LC_ALL: "C", TZ };
  return execFileSync("bash", [script, ...args], { encoding: "utf8", env, stdio: ["ignore", "pipe", "ignore"] }).trim();
}

test.each([
  [["+%F"], "2026-05-23"],
  [["-u", "+%FT%H:%MZ"], "2026-05-23T09:00Z"],
  [["-I"], "2026-05-23"],
  [["--iso-8601=minutes"], "2026-05-23T09:00+00:00"],
  [["-d", "+1 day", "+%F %H"], "2026-05-24 09"],
  [["-d", "1 day ago", "+%F"], "2026-05-22"],
  [["--date=yesterday", "+%F"], "2026-05-22"],
  [["+%F %H", "-d", "-2 hours"], "2026-05-23 07"],
  [["-ud", "now", "+%F"], "2026-05-23"],
  [["-d", "1 month", "+%F"], "2026-06-23"],
  [["-d", "09:30 tomorrow", "+%FT%T"], "2026-05-24T09:30:00"],
  [["-d", "tomorrow 09:30", "+%FT%T"], "2026-05-24T09:30:00"],
  [["-d", "friday", "+%FT%T"], "2026-05-29T00:00:00"],
  [["-d", "next saturday", "+%F"], "2026-05-30"],
  [["-d", "last monday", "+%F"], "2026-05-18"],
  [["-d", "Jan 5", "+%F"], "2026-01-05"],
  [["-d", 'TZ="America/New_York" 09:00', "+%FT%T"], "2026-05-23T13:00:00"],
  // What does not hang on the time now stays what it is.
  [["-u", "-d", "@0", "+%FT%T"], "1970-01-01T00:00:00"],
  [["-d", "2026-02-27 +2 days", "+%F"], "2026-03-01"],
  [["-d", "20250101", "+%F"], "2025-01-01"],
  [["-d", "5 Jan 2025", "+%F"], "2025-01-05"],
] as const)("date %j at the cloud's time says %s", (args, expected) => {
  expect(said(args)).toBe(expected);
});

test("it is the cloud's time in every zone", () => {
  expect(said(["+%F %H"], "Asia/Tokyo")).toBe("2026-05-23 18");
  expect(said(["-d", "+1 day", "+%F %H"], "America/New_York")).toBe("2026-05-24 05");
});

test("where the cloud's clock is this machine's, date is this machine's", () => {
  expect(said(["-d", "@86400", "+%F"], "UTC", 0)).toBe("1970-01-02");
  expect(() => said(["-d", "no such time"])).toThrow("Command failed");
});
