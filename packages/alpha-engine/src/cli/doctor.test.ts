/** @module-tag slow */
import { expect, test } from "vitest";

import { workplace } from "../../testing/workplace.ts";

interface Finding {
  readonly name: string;
  readonly status: string;
  readonly says: string;
  readonly mend?: string;
}

test("doctor says of everything whether it is there, and what mends what is not", () => {
  using place = workplace();
  const { code, stdout } = place.run("doctor", "--json");
  const findings = JSON.parse(stdout) as Finding[];
  expect(findings.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["node", "namespaces", "ip", "git", "aws", "layers"]),
  );
  for (const { name, status, says, mend } of findings) {
    expect(says, name).not.toBe("");
    if (status !== "ok") expect(mend, name).toBeDefined();
  }
  expect(code).toBe(findings.some(({ status }) => status === "missing") ? 1 : 0);
});

test("doctor is a table with what mends something below it", () => {
  using place = workplace();
  const { stdout } = place.run("doctor");
  expect(stdout).toMatch(/^node +ok +\d+\./);
  for (const line of stdout.trimEnd().split("\n")) expect(line).toMatch(/^(\S+ +(ok|MISSING|absent) +\S| +-> \S)/);
});
