import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { lint } from "../lint.ts";
import { RULES } from "../rules.ts";
import { toGithub } from "./github.ts";
import { toSarif } from "./sarif.ts";
import { toText } from "./text.ts";

const BAD = readFileSync(join(import.meta.dirname, "../rules/shell-exit-masked/bad.json"), "utf8");

test("the text names file, line, rule and remedy, and counts", async () => {
  const text = toText([{ file: "bad.json", ...(await lint(BAD)) }]);
  expect(text).toMatch(
    /bad\.json:\d+:\d+: error: Send: line 1: the status of work --all is lost in the pipe to tee \[shell-exit-masked\]/,
  );
  expect(text).toContain("  mend: set -eo pipefail first");
  expect(text).toMatch(/\n1 definition: \d+ errors, \d+ warnings?, \d+ info\n$/);
  const good = { StartAt: "A", States: { A: { Type: "Succeed" } } };
  expect(toText([{ file: "good.json", ...(await lint(good)) }])).toBe("1 definition, nothing found\n");
});

test("the text says what is excepted, and why", async () => {
  const exceptions = [{ rule: "shell-exit-masked", state: "*", reason: "a test" }];
  const text = toText([{ file: "bad.json", ...(await lint(BAD, { config: { exceptions } })) }]);
  expect(text).toContain("excepted: Send [shell-exit-masked]: a test");
});

test("SARIF 2.1.0 has a place and a rule for every finding", async () => {
  const sarif = JSON.parse(JSON.stringify(toSarif([{ file: "bad.json", ...(await lint(BAD)) }], RULES, "1.2.3"))) as {
    version: string;
    runs: {
      tool: { driver: { version: string; rules: { id: string }[] } };
      results: { ruleId: string; ruleIndex: number; level: string; locations: unknown[] }[];
    }[];
  };
  expect(sarif.version).toBe("2.1.0");
  const [run] = sarif.runs;
  expect(run?.tool.driver.version).toBe("1.2.3");
  expect(run?.results.length).toBeGreaterThan(0);
  for (const { ruleId, ruleIndex, level, locations } of run?.results ?? []) {
    expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    expect(["error", "warning", "note"]).toContain(level);
    expect(locations).toHaveLength(1);
  }
});

test("GitHub's commands have file, line and rule, with what ends them encoded", async () => {
  const text = toGithub([{ file: "a:b,c.json", ...(await lint(BAD)) }]);
  expect(text).toMatch(/^::error file=a%3Ab%2Cc\.json,line=\d+,col=\d+,title=shell-exit-masked::Send: line 1: /m);
  expect(
    text
      .trimEnd()
      .split("\n")
      .filter((line) => !line.startsWith("::")),
  ).toEqual([]);
});
