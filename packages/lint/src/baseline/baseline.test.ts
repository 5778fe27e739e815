import { expect, test } from "vitest";

import { lint } from "../lint.ts";
import type { FileReport } from "../report/text.ts";
import { compareWithBaseline, readBaseline, toBaseline } from "./baseline.ts";

const pass = (fields: object): object => ({ Type: "Pass", ...fields });
const ONE = { StartAt: "A", States: { A: pass({ Colour: "red", End: true }) } };
const TWO = { StartAt: "A", States: { A: pass({ Colour: "red", Next: "B" }), B: pass({ Colour: "blue", End: true }) } };

async function reportOf(definition: object | string, file = "a.json"): Promise<FileReport> {
  return { file, ...(await lint(definition)) };
}

test("what a baseline knows is left out wherever it has moved, and what is new is there", async () => {
  const baseline = readBaseline(JSON.stringify(toBaseline([await reportOf(ONE)])));
  const moved = `\n\n\n${JSON.stringify(TWO, undefined, 4)}`;
  const { reports, gone } = compareWithBaseline([await reportOf(moved)], baseline);
  expect(reports.map(({ findings, known }) => [findings.map(({ path }) => path), known])).toEqual([[["B"], 1]]);
  expect(gone).toEqual([]);
});

test("what is mended is gone, unless its file was not looked at", async () => {
  const baseline = toBaseline([await reportOf(TWO), await reportOf(ONE, "b.json")]);
  const { gone } = compareWithBaseline([await reportOf(ONE)], baseline);
  expect(gone.map(({ file, path }) => [file, path])).toEqual([["a.json", "B"]]);
  const updated = toBaseline([await reportOf(ONE)], baseline);
  expect(updated.findings.map(({ file, path }) => [file, path])).toEqual([
    ["a.json", "A"],
    ["b.json", "A"],
  ]);
});

test("of several that are alike each is counted", async () => {
  const report = await reportOf(ONE);
  const twice = { ...report, findings: [...report.findings, ...report.findings] };
  const { reports } = compareWithBaseline([twice], toBaseline([report]));
  expect(reports[0]?.findings).toHaveLength(1);
  expect(compareWithBaseline([report], toBaseline([twice])).gone).toHaveLength(1);
});

test("a message is known whatever line of a script it names", async () => {
  const report = await reportOf(ONE);
  const saying = (message: string): FileReport => ({
    ...report,
    findings: report.findings.map((finding) => ({ ...finding, message })),
  });
  const known = toBaseline([saying("line 3: work is lost")]);
  expect(compareWithBaseline([saying("line 14: work is lost")], known).reports[0]?.findings).toEqual([]);
  expect(compareWithBaseline([saying("line 3: rest is lost")], known).reports[0]?.findings).toHaveLength(1);
});

test.each(["", "[]", "null", '{"version": 2, "findings": []}', '{"version": 1, "findings": [{"rule": "x"}]}'])(
  "what is no baseline is refused: %j",
  (text) => {
    expect(() => readBaseline(text)).toThrow(expect.objectContaining({ code: "BAD_BASELINE" }));
  },
);
