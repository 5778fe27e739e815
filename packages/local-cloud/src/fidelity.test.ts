import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { startTestCloud } from "../testing/cloud.ts";
import type { FidelityEntry } from "./fidelity-entry.ts";
import { fidelity, fidelityOf } from "./fidelity.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The titles of all tests, as they are written. */
const TITLES = new Set(
  globSync("src/**/*.test.ts", { cwd: ROOT }).flatMap((file) =>
    [
      ...readFileSync(join(ROOT, file), "utf8").matchAll(
        /(?:test\(|[\])](?: as const)?\)\(|[A-Z]\)\()\s*(["'`])((?:\\.|(?!\1).)*)\1/g,
      ),
    ].map(([, , title = ""]) => title),
  ),
);

test.each(fidelity.map((entry) => [entry.id, entry] as const))(
  "%s names a file that is there and a test that shows it",
  (_, entry) => {
    expect(existsSync(join(ROOT, entry.file)), entry.file).toBe(true);
    expect(TITLES, entry.test).toContain(entry.test);
    expect(entry.date).toMatch(/^\d{4}(?:-\d\d){0,2}$/);
  },
);

test.each([...new Set(fidelity.map(({ file }) => file))])(
  "%s says where what it models is known from, and when",
  (file) => {
    const comments = readFileSync(join(ROOT, file), "utf8").match(/^\s*(?:\/\*\*|\*|\/\/).*$/gm) ?? [];
    expect(comments.join("\n")).toMatch(/\b20\d\d\b/);
  },
);

test("whoever makes a call has met the rows of that operation, and of no other one of the service", () => {
  const met = (...calls: readonly string[]): readonly string[] => fidelityOf(calls).map(({ id }) => id);
  expect(met("ec2:GetConsoleOutput")).toContain("console");
  expect(met("ec2:GetConsoleOutput")).not.toContain("images");
  expect(met("s3:PutObject")).toEqual(expect.arrayContaining(["s3-encryption", "s3-signatures", "unverified"]));
  expect(met("states:ListExecutions").some((id) => id.startsWith("s3-"))).toBe(false);
  expect(met()).toEqual([]);
});

test("operations that a row names are ones that answer", async () => {
  await using rig = await startTestCloud();
  const operations = rig.cloud.operations();
  const unknown = fidelity
    .flatMap((entry) => (entry.operations ?? []).map((operation) => [entry.id, ...operation.split(":")] as const))
    .filter(([, service, name]) => name !== undefined && name !== "*" && !operations.get(service ?? "")?.has(name));
  expect(unknown).toEqual([]);
});

test("every behaviour has an id of its own", () => {
  expect(new Set(fidelity.map(({ id }) => id)).size).toBe(fidelity.length);
});

test("the ledger is printed for people, and as data", () => {
  const print = (...argv: readonly string[]): string =>
    execFileSync(process.execPath, [join(ROOT, "dist/bin.js"), "fidelity", ...argv], { encoding: "utf8" });
  expect(JSON.parse(print("--json")) as FidelityEntry[]).toEqual(fidelity);
  expect(print()).toContain("source code: amazon-ssm-agent 3.3");
  const deviating = JSON.parse(print("--kind", "deviates", "--json")) as FidelityEntry[];
  expect(new Set(deviating.map(({ kind }) => kind))).toEqual(new Set(["deviates"]));
});
