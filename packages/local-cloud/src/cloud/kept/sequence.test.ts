import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { openJournal } from "./journal.ts";
import { openSequence } from "./sequence.ts";

test("a number is given once and only grows, whenever the cloud that keeps it ended", () => {
  const directory = mkdtempSync(join(tmpdir(), "sequence-"));
  const given: bigint[] = [];
  for (const count of [1, 999, 1000, 1, 1001, 3]) {
    const next = openSequence(openJournal(join(directory, "journal")), "sqs", 10n, 256n);
    for (let each = 0; each < count; each += 1) given.push(BigInt(next()));
  }
  rmSync(directory, { recursive: true });
  expect(given[0]).toBe(266n);
  expect(given.every((number, index) => index === 0 || number > (given[index - 1] ?? 0n))).toBe(true);
});
