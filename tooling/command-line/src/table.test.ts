import { expect, test } from "vitest";

import { type Column, renderTable, widthOf } from "./table.ts";

interface Step {
  readonly name: string;
  readonly took: string;
  readonly key: string;
}
const COLUMNS: readonly Column<Step>[] = [
  { title: "step", cell: ({ name }) => name, narrow: "cut" },
  { title: "took", cell: ({ took }) => took, align: "right" },
  { title: "log key", cell: ({ key }) => key, narrow: "drop" },
];
const STEPS: readonly Step[] = [
  { name: "Backtester", took: "12.5 s", key: "_ssm_logs/backtester/a.log" },
  { name: "PortfolioOptimizer", took: "0.1 s", key: "-" },
];
const widest = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));

test("with room for it every column is there", () => {
  expect(renderTable(STEPS, COLUMNS, 80)).toBe(`\
step                  took  log key
------------------  ------  --------------------------
Backtester          12.5 s  _ssm_logs/backtester/a.log
PortfolioOptimizer   0.1 s  -`);
});

test("where it is narrow, columns that may be dropped go first, then cells are cut", () => {
  const narrow = renderTable(STEPS, COLUMNS, 40);
  expect(widest(narrow)).toBe(26);
  expect(narrow).not.toContain("log key");
  expect(renderTable(STEPS, COLUMNS, 20)).toBe(`\
step            took
------------  ------
Backtester    12.5 s
PortfolioOp…   0.1 s`);
});

test("what takes two columns on the screen counts as two, a colour as none", () => {
  const columns: readonly Column<string>[] = [
    { title: "name", cell: (name) => name, style: (text) => `\u001B[31m${text}\u001B[39m` },
    { title: "n", cell: () => "1" },
  ];
  expect(renderTable(["平均", "abcd"], columns, 80).split("\n").slice(2)).toEqual([
    "\u001B[31m平均\u001B[39m  1",
    "\u001B[31mabcd\u001B[39m  1",
  ]);
});

test("a stream that is no terminal has 80 columns", () => {
  expect([widthOf({ columns: 200 }), widthOf({ isTTY: true, columns: 132 })]).toEqual([80, 132]);
});

test("of two columns that may be cut the last one is cut first", () => {
  const columns = [
    { title: "step", cell: () => "RegimeStratified", narrow: "cut" },
    { title: "why", cell: () => "the disk was full when it was written", narrow: "cut" },
  ] as const;
  expect(renderTable([{}], columns, 40)).toContain("RegimeStratified  the disk was full whe…");
  expect(renderTable([{}], columns, 20)).toContain("RegimeStr…  the dis…");
});
