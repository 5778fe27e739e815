/** @module-tag slow */
import { expect, test } from "vitest";

import { ExampleError, findExamples } from "./find-examples.ts";
import { matches } from "./matches.ts";
import { tryExample } from "./workplace.ts";

function document(...blocks: readonly (readonly [string, string])[]): string {
  return blocks
    .map(([info, text]) => (info.startsWith("<!--") ? `${info}\n${text}\n-->` : `\`\`\`${info}\n${text}\n\`\`\``))
    .join("\n\n");
}

async function differences(...blocks: readonly (readonly [string, string])[]): Promise<readonly string[]> {
  const found = findExamples(document(...blocks));
  const tried = await Promise.all(found.map(tryExample));
  return tried.flat().map(({ command, printed }) => `${command}: ${printed.trim()}`);
}

test("a console example prints, in order, what is written: stdout, stderr and exit codes carried over", async () => {
  expect(
    await differences(["console example", "$ echo out; echo err >&2; false\nout\nerr\n$ echo $?\n1\n$ cd /\n$ pwd\n/"]),
  ).toEqual([]);
});

test("one that prints something else is found, one that is not marked is not run", async () => {
  expect(await differences(["console example", "$ echo two\none"])).toEqual(["echo two: two"]);
  expect(await differences(["console", "$ echo two\none"])).toEqual([]);
});

test("files that are shown, or hidden in a comment, are there", async () => {
  expect(
    await differences(
      ["json file=a/shown.json", "{}"],
      ["<!-- file: hidden.txt", "hello"],
      ["console example", "$ cat a/shown.json \\\n    hidden.txt\n{}\nhello"],
    ),
  ).toEqual([]);
});

test("a TypeScript example is type-checked and run, with the packages of the workspace", async () => {
  const good = 'import { parse } from "@alpha-engine/asl";\nconsole.log(parse("{}").ok);';
  expect(await differences(["ts example", good], ["text output", "false"])).toEqual([]);
  expect(await differences(["ts example", good], ["text output", "true"])).toEqual(["node example.mts: false"]);
  expect((await differences(["ts example", 'const n: number = "one";']))[0]).toContain("TS2322");
  expect((await differences(["ts example", "process.exit(3);"]))[0]).toContain("ended with 3");
});

test("an example may have a cloud", async () => {
  const said = await differences([
    "console example cloud",
    "$ log-capture run --slug a --log a.log --bucket my-bucket -- echo hello\nhello\nlog-capture: 6 bytes in s3://my-bucket/…",
  ]);
  expect(said).toEqual([]);
});

test("what differs from run to run is the same; an ellipsis stands for anything in a line, alone for any lines", () => {
  expect(matches("at 2026-01-02T03:04:05.678Z in 12.5 s\n", "at 2025-12-31T23:59:59Z in 1 s\n")).toBe(true);
  expect(matches("i-0731c2b30fcccfb10 on 127.0.0.1:4711\n", "i-0abc… on 127.0.0.1:80\n")).toBe(true);
  expect(matches("name      value\n", "name   value")).toBe(true);
  expect(matches("a\nb\nc\nd\n", "a\n…\nd\n")).toBe(true);
  expect(matches("a\nd\n", "a\n…\nd\n")).toBe(true);
  expect(matches("exit 3\n", "exit 4\n")).toBe(false);
  expect(matches("a\nb\n", "a\n")).toBe(false);
});

test("a mark that makes no sense is refused with its line", () => {
  expect(() => findExamples("\n```python example\nx\n```\n")).toThrow(
    new ExampleError('line 2: an example is console or ts, not "python"'),
  );
  expect(() => findExamples("```console example\n$ true\n")).toThrow("line 1: a block that does not end");
  expect(() => findExamples("```text output\nx\n```\n")).toThrow("line 1: output of no TypeScript example");
});
