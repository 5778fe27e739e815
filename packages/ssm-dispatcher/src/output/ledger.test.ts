import { describe, expect, test } from "vitest";

import { openLedger, type OutputLedger } from "./ledger.ts";

const MARK = "ssm-dispatcher-guard-1";

function opened(): { readonly ledger: OutputLedger; readonly shown: string[]; readonly notices: string[] } {
  const shown: string[] = [];
  const notices: string[] = [];
  const ledger = openLedger(MARK, {
    onOutput: (stream, text) => shown.push(`${stream}: ${text}`),
    onNotice: (text) => notices.push(text),
  });
  return { ledger, shown, notices };
}

describe("each byte is shown once", () => {
  test("when some of it came live and all of it is known at the end", () => {
    const { ledger, shown } = opened();
    ledger.live("stdout", "a\n");
    expect(ledger.complete("stdout", { text: "a\nb\n", isWhole: true })).toBe("a\nb\n");
    expect(shown).toEqual(["stdout: a\n", "stdout: b\n"]);
  });

  test("when a second send of the script only repeats the first", () => {
    const { ledger, shown } = opened();
    ledger.complete("stdout", { text: "a\n", isWhole: false });
    ledger.complete("stdout", { text: "a\nb\n", isWhole: true });
    ledger.complete("stdout", { text: "a\nb\n", isWhole: true });
    expect(shown).toEqual(["stdout: a\n", "stdout: b\n"]);
  });

  test("and nothing of what the guard around the script says", () => {
    const { ledger, shown } = opened();
    ledger.live("stderr", `${MARK} replayed c-1\nproblem\n`);
    const text = `${MARK} replayed c-1\nproblem\nmore`;
    expect(ledger.complete("stderr", { text, isWhole: true })).toBe("problem\nmore");
    expect(shown).toEqual(["stderr: problem\n", "stderr: more"]);
  });
});

test("what came live is the text where less was kept, and proves that the script began", () => {
  const { ledger, shown } = opened();
  expect(ledger.cameLive).toBe(false);
  ledger.live("stdout", "begun\n");
  expect(ledger.complete("stdout", { text: "", isWhole: false })).toBe("begun\n");
  expect([ledger.cameLive, shown]).toEqual([true, ["stdout: begun\n"]]);
});

test("what differs from what was shown is said to, and shown from there on", () => {
  const { ledger, shown, notices } = opened();
  ledger.live("stdout", "a\nx\n");
  ledger.complete("stdout", { text: "a\nb\n", isWhole: true });
  expect(shown).toEqual(["stdout: a\nx\n", "stdout: b\n"]);
  expect(notices).toEqual(["what came live of stdout differs from what was kept; that follows from there on"]);
});
