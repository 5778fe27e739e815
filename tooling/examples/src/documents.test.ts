/** @module-tag slow */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { findExamples } from "./find-examples.ts";
import { tryExample } from "./workplace.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const DOCUMENTS = ["*.md", "docs/*.md", "{packages,apps,examples}/*/README.md"];

const documents = globSync(DOCUMENTS, { cwd: root }).sort();
const examples = documents.flatMap((file) =>
  findExamples(readFileSync(join(root, file), "utf8")).map((example) => ({
    where: `${file}:${example.line}`,
    example,
  })),
);

describe("every example prints what its document says", () => {
  test.each(examples)("$where", async ({ example }) => {
    expect(await tryExample(example)).toEqual([]);
  });
});

test("every document that another one points to is there", () => {
  const broken = documents.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8").replaceAll(/```[^]*?```/g, "");
    return [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)]
      .map(([, target]) => target ?? "")
      .filter((target) => !existsSync(join(root, file, "..", target)))
      .map((target) => `${file} points to ${target}`);
  });
  expect(broken).toEqual([]);
});
