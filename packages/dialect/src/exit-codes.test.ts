import { expect, test } from "vitest";

import { EXIT_CODES, exitCodeHelp, type ExitCodeName, exitCodeOfSignal } from "./exit-codes.ts";

test("no two names have one code", () => {
  const codes = Object.values(EXIT_CODES);
  expect(new Set(codes).size).toBe(codes.length);
});

test("the table of every code fits 80 columns", () => {
  const names = Object.keys(EXIT_CODES) as ExitCodeName[];
  const long: readonly [ExitCodeName, string] = [
    "bad",
    "the execution failed or left something behind ".repeat(4).trim(),
  ];
  const lines = exitCodeHelp(...names, long, "child", "signal").split("\n");
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
});

test("a command's own words stand for the common ones", () => {
  expect(exitCodeHelp(["bad", "something was found"])).toBe("Exit codes:\n  1      something was found");
});

test("a signal's code is what a shell says", () => {
  expect([exitCodeOfSignal("SIGINT"), exitCodeOfSignal("SIGTERM"), exitCodeOfSignal("SIGKILL")]).toEqual([
    EXIT_CODES.interrupted,
    EXIT_CODES.terminated,
    137,
  ]);
});
