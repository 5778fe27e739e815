/** @module-tag slow */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { judge } from "../../testing/strangers/judge.ts";
import type { Ended } from "../../testing/strangers/pool.ts";
import { strangers } from "../../testing/strangers/strangers.ts";

const MACHINES = fileURLToPath(new URL("../../testing/strangers/machines", import.meta.url));

test(
  "strangers' definitions run to their own end, are refused by name, or stop for a reason",
  { timeout: 180_000 },
  async () => {
    const directory = mkdtempSync(join(tmpdir(), "strangers-test-"));
    const machines = join(directory, "machines");
    try {
      cpSync(MACHINES, machines, { recursive: true });
      writeFileSync(join(machines, "broken.asl.json"), '{ "StartAt": "A", "States": { "A": { "Type": ');
      const { verdicts, others } = await strangers([machines], { jobs: 2, deadlineMs: 120_000, directory });
      const told = verdicts.map(({ from, outcome, reason }) => [basename(from), outcome, reason] as const);
      expect(told.toSorted(([one], [other]) => (one < other ? -1 : 1))).toEqual([
        ["broken.asl.json", "refused", expect.stringContaining("cannot be read: line 1")],
        ["endless.asl.json", "stopped", expect.stringContaining("Rehearsal.Endless")],
        ["never-there.asl.json", "stopped", expect.stringContaining("Invalid path '$.b'")],
        ["own-fail.asl.json", "ran", "its own Fail: Never: it never does"],
        ["refused.asl.json", "refused", expect.stringContaining("Gone")],
        ["runs.asl.json", "ran", "SUCCEEDED"],
        ["table.asl.json", "ran", "SUCCEEDED"],
        ["template.yaml#Approval", "refused", expect.stringContaining("Activity")],
        ["template.yaml#Work", "ran", "SUCCEEDED"],
      ]);
      expect(others).toBe(2);
      expect(verdicts.find(({ from }) => from.endsWith("runs.asl.json"))).toMatchObject({ invented: 1, done: 1 });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
);

const ended = (more: Partial<Ended>): Ended => ({
  code: 0,
  stdout: "",
  stderr: "",
  seconds: 1,
  ending: "over",
  leftovers: [],
  ...more,
});
const summary = (more: object): string =>
  `${JSON.stringify({ schemaVersion: 3, status: "SUCCEEDED", states: [], problems: [], notModelled: [], invented: null, ...more })}\n`;

test("what nobody has a word for surprises", () => {
  const outcomes = [
    ended({ ending: "late" }),
    ended({ ending: "died", stderr: "TypeError" }),
    ended({ leftovers: ["7 (sleep)"] }),
    ended({ code: 1, stderr: "alpha-engine: Cannot read properties of undefined" }),
    ended({ code: 1, stdout: summary({ status: "FAILED", error: "Sqs.SdkClientException" }) }),
    ended({ code: 0, stdout: summary({ status: "FAILED", error: "Broken" }) }),
    ended({ code: 7, stdout: summary({}) }),
    ended({ stdout: summary({ states: [{ name: "A", status: "NOT_REACHED" }] }) }),
  ].map((each) => judge("a.json", each, "").outcome);
  expect(new Set(outcomes)).toEqual(new Set(["surprise"]));
});
