/** @module-tag slow */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

const BIN = join(import.meta.dirname, "../bin.ts");
const RULE = join(import.meta.dirname, "../rules/shell-exit-masked");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "state-machine-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...argv], { encoding: "utf8" }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe("state-machine lint", () => {
  test("ends with 0 where nothing is found, 1 where something is", async () => {
    const good = write("good.json", '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}');
    expect(await run("lint", good)).toEqual({ code: 0, out: "1 definition, nothing found\n", err: "" });
    const bad = await run("lint", join(RULE, "bad.json"));
    expect(bad.code).toBe(1);
    expect(bad.out).toMatch(
      /bad\.json:\d+: error: Send: line 1: the status of work --all is lost in the pipe to tee \[shell-exit-masked\]/,
    );
    expect(bad.out).toContain("  mend: set -eo pipefail first");
  });

  test("speaks JSON and SARIF 2.1.0", async () => {
    const json = JSON.parse((await run("lint", join(RULE, "bad.json"), "--format", "json")).out) as {
      findings: { rule: string }[];
    }[];
    expect(json[0]?.findings.map(({ rule }) => rule)).toContain("shell-exit-masked");
    const sarif = JSON.parse((await run("lint", join(RULE, "bad.json"), "--format", "sarif")).out) as {
      version: string;
      runs: {
        tool: { driver: { rules: { id: string }[] } };
        results: { ruleId: string; ruleIndex: number; level: string; locations: unknown[] }[];
      }[];
    };
    expect(sarif.version).toBe("2.1.0");
    const [{ tool, results } = { tool: { driver: { rules: [] } }, results: [] }] = sarif.runs;
    expect(results.length).toBeGreaterThan(0);
    for (const { ruleId, ruleIndex, level, locations } of results) {
      expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
      expect(["error", "warning", "note"]).toContain(level);
      expect(locations).toHaveLength(1);
    }
  });

  test("takes severities and exceptions from a file", async () => {
    const config = write(
      "config.json",
      JSON.stringify({
        exceptions: ["shell-exit-masked", "shell-options-first", "shell-log-lost", "ssm-command-unfollowed"].map(
          (rule) => ({
            rule,
            state: "*",
            reason: "a test",
          }),
        ),
      }),
    );
    const { code, out } = await run("lint", join(RULE, "bad.json"), "--config", config);
    expect(code).toBe(0);
    expect(out).toContain("excepted: Send [shell-exit-masked]: a test");
  });

  test.each([
    ["garbage with its line", () => ["lint", write("garbage.json", '{\n "a": 1,\n}')], "line 3: not JSON"],
    ["a file that is not there", () => ["lint", join(folder, "none.json")], "cannot be read: ENOENT"],
    [
      "a rule that is none",
      () => ["lint", join(RULE, "bad.json"), "--config", write("typo.json", '{"rules": {"shell-sintax": "error"}}')],
      "did you mean shell-syntax?",
    ],
    [
      "an input that is no object",
      () => ["lint", join(RULE, "bad.json"), "--input", write("list.json", "[1]")],
      "expected a JSON object, got a list",
    ],
    ["an option that is none", () => ["lint", "x", "--formt", "json"], "Did you mean --format?"],
    ["a format that is none", () => ["lint", "x", "--format", "xml"], "Expected one of text, json, sarif"],
  ])("refuses %s with one line and 2", async (_, argv, message) => {
    const { code, out, err } = await run(...argv());
    expect([code, out, err.split("\n").length]).toEqual([2, "", 2]);
    expect(err).toContain(message);
  });
});

test("state-machine graph draws", async () => {
  expect((await run("graph", join(RULE, "bad.json"), "--format", "svg")).out).toMatch(/^<svg /);
  expect((await run("graph", join(RULE, "bad.json"))).out).toMatch(/^flowchart TD/);
});

test("state-machine commands prints templates, or what AWS renders for an input", async () => {
  const file = join(import.meta.dirname, "../rules/shell-unquoted-input/bad.json");
  expect((await run("commands", file)).out).toBe("# Send\nset -eo pipefail\nwork --date {}\n");
  const input = write("input.json", '{"run_date": "2026-01-31"}');
  expect((await run("commands", file, "--state", "Send", "--input", input)).out).toBe(
    "# Send\nset -eo pipefail\nwork --date 2026-01-31\n",
  );
  expect(await run("commands", file, "--input", write("empty.json", "{}"))).toMatchObject({ code: 1, out: "" });
  expect((await run("commands", file, "--state", "Sens")).err).toContain("did you mean Send?");
});

test("state-machine rules lists them all", async () => {
  const rules = JSON.parse((await run("rules", "--json")).out) as { id: string; why: string }[];
  expect(rules.length).toBeGreaterThan(60);
  expect(rules.every(({ why }) => why !== "")).toBe(true);
});
