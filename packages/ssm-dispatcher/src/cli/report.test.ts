import { expect, test } from "vitest";

import { linePrinter } from "./report.ts";

test("lines of many stay whole and apart, also when they come in pieces", () => {
  const written: string[] = [];
  const printer = linePrinter((stream, text) => void written.push(`${stream}: ${text}`));
  printer.print("i-1", "stdout", "one\ntw");
  printer.print("i-2", "stdout", "other\n");
  printer.print("i-1", "stderr", "err");
  printer.print("i-1", "stdout", "o\n\n");
  printer.end("i-1");
  printer.end("i-2");
  expect(written).toEqual([
    "stdout: i-1 | one\n",
    "stdout: i-2 | other\n",
    "stdout: i-1 | two\ni-1 | \n",
    "stderr: i-1 | err\n",
  ]);
});
