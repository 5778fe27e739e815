import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { answersTable, readTable, withTable } from "../testing/judge/answers-table.ts";
import { fidelity } from "./fidelity.ts";
import { startLocalCloud } from "./start-local-cloud.ts";

const README = new URL("../README.md", import.meta.url);

test("the README's table has the operations that answer and the deviations of the ledger: pnpm run judge --write", async () => {
  const directory = await mkdtemp(join(tmpdir(), "local-cloud-answers-"));
  const cloud = await startLocalCloud({ directory });
  const operations = cloud.operations();
  await cloud.stop();
  await rm(directory, { recursive: true });
  const readme = await readFile(README, "utf8");
  const rows = readTable(readme);
  expect(rows.length).toBeGreaterThan(8);
  const cases = new Map(rows.map((row) => [row.service, row.cases]));
  expect(readme).toBe(
    withTable(
      readme,
      answersTable(operations, fidelity, (service) => cases.get(service) ?? ""),
    ),
  );
});
