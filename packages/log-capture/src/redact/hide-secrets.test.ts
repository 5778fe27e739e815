import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, test } from "vitest";

import { hideSecrets } from "./hide-secrets.ts";

const folder = mkdtempSync(join(tmpdir(), "hide-secrets-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a secret is hidden as it is, as JSON writes it once and twice, and as base64", () => {
  const secret = 'grün "x"\\y';
  const { text } = hideSecrets([secret]);
  const once = JSON.stringify({ secret });
  for (const written of [secret, once, JSON.stringify({ once }), Buffer.from(secret).toString("base64")])
    expect(text(`a ${written} b`)).toContain("[redacted]");
  expect(text(JSON.stringify({ once }))).not.toContain("grün");
  expect(text("nothing of it")).toBe("nothing of it");
});

test("a file is written anew where it has one, also across the borders of what is read at once", () => {
  const path = join(folder, "log");
  const filler = "x".repeat(1024 * 1024 - 3);
  writeFileSync(path, `${filler}hunter2\nend\n`, { mode: 0o750 });
  const { file } = hideSecrets(["hunter2"]);
  expect(file(path)).toBe(true);
  expect(readFileSync(path, "utf8")).toBe(`${filler}[redacted]\nend\n`);
  expect(statSync(path).mode & 0o777).toBe(0o750);
  expect(file(path)).toBe(false);
});

test("without secrets nothing is hidden", () => {
  expect(hideSecrets([]).text("hunter2")).toBe("hunter2");
});
