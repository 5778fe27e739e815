/** @module-tag slow */
import { expect, test } from "vitest";

import { cells } from "../../testing/matrix/cells.ts";
import { runCell } from "../../testing/matrix/run-cell.ts";

/** The cells in which a process is killed or a machine goes away; `pnpm matrix` runs all. */
const HERE = [
  "no capacity in 3 of 4 pools",
  "a reclaim at online (ssm silent, noticeLead 0.3)",
  "a reclaim at script-started workload (ssm undeliverable, noticeLead 0.3)",
  "an API that throttles every third call",
  "an image that never comes Online",
];
const isHere = ({ name }: { readonly name: string }): boolean =>
  HERE.includes(name) || name.startsWith("the launcher is killed");

test.concurrent.each(cells.filter(isHere))("$name", { timeout: 90_000 }, async (cell) => {
  expect(await runCell(cell)).toEqual([]);
});
