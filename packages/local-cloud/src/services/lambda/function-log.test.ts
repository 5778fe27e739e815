import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, test } from "vitest";

import type { Part } from "../../cloud/part.ts";
import { openFunctionLog } from "./function-log.ts";

const directory = mkdtempSync(join(tmpdir(), "function-log-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("a character that comes in two chunks is one, and what ends without a line break is a line", async () => {
  const published: string[] = [];
  const publish = (_group: string, _stream: string, lines: readonly string[]): void => void published.push(...lines);
  const offered = (() => publish) as unknown as Part["offered"];
  const log = await openFunctionLog({ directory, offered }, { name: "f", requestId: "1", stream: "s" });
  const text = Buffer.from("grün\n日本");
  for (const byte of text) log.print(Buffer.from([byte]));
  log.say("END");
  const tail = await log.end();
  expect(published).toEqual(["grün", "日本", "END"]);
  expect(tail).toBe("grün\n日本\nEND\n");
  expect(readFileSync(join(directory, "functions", "f", "1.log"), "utf8")).toBe(tail);
});
