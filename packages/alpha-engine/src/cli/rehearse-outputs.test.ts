/** @module-tag slow */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { workplace, type Workplace } from "../../testing/workplace.ts";

const LONG = 120_000;
const BIN = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));
const YAML = `# a definition with places
StartAt: Grade
States:
  Grade:
    Type: Task
    Resource: arn:aws:states:::lambda:invoke
    Parameters: { FunctionName: grade, "Payload.$": $ }
    Next: Done
  Done: { Type: Succeed }
`;
const FILES = {
  "grade.asl.yaml": YAML,
  "grade.mjs": `export const handler = ({ points }) => {
  if (points < 0) throw new RangeError("less than <nothing> & \\u0007 % at all");
  return { grade: points > 90 ? "A" : "B" };
};\n`,
  "alpha-engine.config.json": {
    pipelines: { grade: "grade.asl.yaml" },
    rehearsal: { functions: { grade: { module: "grade.mjs" } } },
  },
  "good.json": { points: 95 },
  "bad.yaml": "points: -1\n",
};

function read(place: Workplace, file: string): string {
  return readFileSync(join(place.folder, file), "utf8");
}

function called(
  place: Workplace,
  words: readonly string[],
  { input = "", env = {} }: { input?: string; env?: object } = {},
) {
  const { GITHUB_ACTIONS: _, GITHUB_STEP_SUMMARY: __, ...rest } = process.env;
  const all = { cwd: place.folder, encoding: "utf8", input, env: { ...rest, ...env } } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, "rehearse", "grade", ...words], all);
  return { code: status, stdout, stderr };
}

test("the input is JSON, a file, or stdin", { timeout: LONG }, () => {
  using place = workplace(FILES);
  for (const [words, input] of [
    [["--input", '{"points": 95}'], ""],
    [["--input", "good.json"], ""],
    [["--input", "-"], '{"points": 95}'],
  ] as const) {
    const { code, stdout, stderr } = called(place, [...words, "--json"], { input });
    expect([words, code, stderr]).toEqual([words, 0, expect.any(String) as string]);
    expect(JSON.parse(stdout)).toMatchObject({ output: { Payload: { grade: "A" } } });
  }
});

test.each([
  [["--input", "{"], "--input: expected a JSON object, and this is not JSON"],
  [["--input", "[1]"], "--input: expected a JSON object, a file that holds one, or - for stdin, got a list"],
  [["--input", "godo.json"], "godo.json cannot be read"],
  [["--events", "no/such/folder/events"], "--events no/such/folder/events: cannot be written: ENOENT"],
  [["--junit", "no/such/folder/junit.xml"], "--junit no/such/folder/junit.xml: cannot be written: ENOENT"],
  [["--json", "--events", "-"], "--json and --events -: only one of them can have stdout"],
])("%j is refused before anything starts", (words, message) => {
  using place = workplace(FILES);
  const { code, stdout, stderr } = called(place, words);
  expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(message) as string]);
});

test("events are a line of JSON each, and the last one says how it ended", { timeout: LONG }, () => {
  using place = workplace(FILES);
  const { code, stdout, stderr } = called(place, ["--input", "bad.yaml", "--events", "-"]);
  expect(code).toBe(1);
  const events = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { readonly type: string });
  expect(events.map(({ type }) => type)).toEqual(["stage-set", "state-started", "state-ended", "end"]);
  expect(events.at(-1)).toMatchObject({ status: "FAILED", error: "RangeError" });
  expect(stderr).toContain("FAILED after");
});

test("a JUnit report has a case for each step, and its reason", { timeout: LONG }, () => {
  using place = workplace(FILES);
  expect(called(place, ["--input", "bad.yaml", "--junit", "junit.xml"]).code).toBe(1);
  const xml = read(place, "junit.xml");
  expect(xml).toContain('<testsuite name="grade" tests="2" failures="2" skipped="0"');
  expect(xml).toMatch(/<testcase classname="grade" name="Grade" time="[\d.]+"><failure message="RangeError">/);
  expect(xml).toContain("less than &lt;nothing&gt; &amp; ");
  expect(xml).not.toContain("\u0007");
  expect(called(place, ["--input", "good.json", "--junit", "junit.xml"]).code).toBe(0);
  expect(read(place, "junit.xml")).toContain('<testsuite name="grade" tests="2" failures="0"');
});

test("on GitHub the definition's line is annotated, and the job's summary written", { timeout: LONG }, () => {
  using place = workplace({ ...FILES, "summary.md": "" });
  const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: join(place.folder, "summary.md") };
  const { code, stderr } = called(place, ["--input", "bad.yaml"], { env });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^::error file=grade\.asl\.yaml,line=4,col=\d+,title=grade%3A Grade::Grade failed \(RangeError: [^\n]*%25[^\n]*\)$/m,
  );
  expect(read(place, "summary.md")).toMatch(/^### ❌ grade: FAILED after [\d.]+ s\n\nRangeError: /);
  expect(read(place, "summary.md")).toMatch(/^\| Grade \| failed \| 1 \| [\d.]+ s \|  \| RangeError: .*\|$/m);
  const quiet = called(place, ["--input", "good.json"]);
  expect(quiet.stderr).not.toContain("::");
  expect(
    called(place, ["--input", "good.json", "--github"], { env: { GITHUB_STEP_SUMMARY: env.GITHUB_STEP_SUMMARY } }).code,
  ).toBe(0);
  expect(read(place, "summary.md")).toContain("### ✅ grade: SUCCEEDED");
});
