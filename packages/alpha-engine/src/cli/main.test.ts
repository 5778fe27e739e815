import { expect, test } from "vitest";

import { ADDS_ONE, workplace } from "../../testing/workplace.ts";

const TYPED = `
import { defineConfig } from "alpha-engine";

interface Settings { readonly comment: string }
export default defineConfig({
  settings: { comment: "as configured" },
  pipelines: {
    adds: { description: "adds one", definition: "definitions/adds.json" },
    made: { definition: ({ comment }: Settings) => ({ Comment: comment, StartAt: "End", States: { End: { Type: "Succeed" } } }) },
  },
});
`;
const FILES = { "alpha-engine.config.ts": TYPED, "definitions/adds.json": ADDS_ONE, "below/x.txt": "" };

test("without a command there is the help, and exit code 2", () => {
  using place = workplace();
  const { code, stdout, stderr } = place.run();
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^Usage: alpha-engine/);
});

test("an unknown command and an unknown option are refused on one line with the nearest", () => {
  using place = workplace();
  expect(place.run("rehaerse")).toEqual({
    code: 2,
    stdout: "",
    stderr: "alpha-engine: unknown command 'rehaerse' (Did you mean rehearse?)\n",
  });
  expect(place.run("lint", "--fromat", "json").stderr).toBe(
    "alpha-engine: unknown option '--fromat' (Did you mean --format?)\n",
  );
});

test("a typed configuration is found from below, though the package is not installed there", () => {
  using place = workplace(FILES);
  expect(place.runIn("below", "list")).toEqual({ code: 0, stdout: "adds  adds one\nmade\n", stderr: "" });
  expect(JSON.parse(place.run("list", "--json").stdout)).toEqual([
    { name: "adds", description: "adds one" },
    { name: "made", description: "" },
  ]);
});

test("a definition is made from the settings, which the command line may change", () => {
  using place = workplace({ ...FILES, "more.yaml": "comment: from a file" });
  const shown = (...argv: readonly string[]): unknown =>
    (JSON.parse(place.run("show", "made", ...argv).stdout) as { Comment: unknown }).Comment;
  expect(shown()).toBe("as configured");
  expect(shown("--settings", "more.yaml")).toBe("from a file");
  expect(shown("--settings", "more.yaml", "--set", "comment=typed")).toBe("typed");
});

test("a setting that nothing reads is refused, one that is read and was never declared is taken", () => {
  const reads = TYPED.replace(
    "({ comment }: Settings)",
    "({ comment, suffix = '' }: Settings & { suffix?: string })",
  ).replace("Comment: comment", "Comment: comment + suffix");
  using place = workplace({ ...FILES, "alpha-engine.config.ts": reads });
  expect(place.run("show", "made", "--set", "suffix=!").stdout).toContain('"as configured!"');
  expect(place.run("show", "made", "--set", "coment=typed")).toEqual({
    code: 2,
    stdout: "",
    stderr:
      "alpha-engine: --set coment: nothing reads a setting of this name (did you mean comment?); the settings are comment\n",
  });
  using bare = workplace({ "adds.json": ADDS_ONE });
  for (const command of ["show", "graph", "lint", "commands", "rehearse"])
    expect(bare.run(command, "adds.json", "--set", "a=b")).toMatchObject({
      code: 2,
      stderr: "alpha-engine: --set a: nothing reads a setting of this name; there are no settings\n",
    });
});

test("a path that is a file is the file, any other word a pipeline, and a word that is neither is refused", () => {
  using place = workplace({ ...FILES, made: ADDS_ONE });
  expect(JSON.parse(place.run("show", "made").stdout)).toEqual(ADDS_ONE);
  const { code, stderr } = place.run("graph", "mede");
  expect([code, stderr]).toEqual([
    2,
    'alpha-engine: there is no file and no pipeline "mede" (did you mean made?); the pipelines are adds, made\n',
  ]);
  expect(place.run("show").stderr).toContain("nothing is named: name one of adds, made, or a file");
});

test("without a configuration every command takes files", () => {
  using place = workplace({ "adds.json": ADDS_ONE });
  expect(place.run("graph", "adds.json").stdout).toContain("Add");
  expect(place.run("lint", "adds.json")).toMatchObject({ code: 0, stdout: "1 definition, nothing found\n" });
  expect(place.run("lint", "adds.yaml")).toMatchObject({ code: 2 });
  expect(place.run("list")).toMatchObject({ code: 2 });
});

test.each([
  ["a key that is not known", '{"pipelnes":{}}', 'unknown key "pipelnes" (did you mean pipelines?)'],
  ["what is not JSON", "{", "expected JSON"],
  [
    "a schedule of no pipeline",
    '{"schedules":{"a":{"pipeline":"b","expression":"rate(1 day)"}}}',
    'there is no pipeline "b"',
  ],
])("a configuration with %s is refused in one line", (_, text, message) => {
  using place = workplace({ "alpha-engine.config.json": text });
  const { code, stdout, stderr } = place.run("list");
  expect([code, stdout, stderr.trim().split("\n").length]).toEqual([2, "", 1]);
  expect(stderr).toContain(`alpha-engine: alpha-engine.config.json: `);
  expect(stderr).toContain(message);
});

test("a configuration that throws, and one that exports nothing, say so", () => {
  using place = workplace({ "alpha-engine.config.mjs": "throw new Error('no such luck');" });
  expect(place.run("list")).toMatchObject({
    code: 2,
    stderr: "alpha-engine: alpha-engine.config.mjs cannot be run: no such luck\n",
  });
  place.write({ "alpha-engine.config.mjs": "export const config = {};" });
  expect(place.run("list").stderr).toContain("expected a default export, got none");
  place.write({
    "alpha-engine.config.mjs":
      "export default { pipelines: { a: { definition: () => { throw new Error('no such luck'); } } } };",
  });
  expect(place.run("show", "a")).toMatchObject({
    code: 2,
    stderr: "alpha-engine: pipelines.a.definition: no such luck\n",
  });
});

test("what other packages have a command for is passed on whole, a pipeline's name as its definition", () => {
  using place = workplace(FILES);
  expect(place.run("eval", "States.MathAdd($.a, 1)", "--data", '{"a":2}').stdout).toBe("3\n");
  expect(place.run("run", "adds", "--input", '{"n":1}').stdout).toBe('{"n":2}\n');
  expect(place.run("run", "--help").stdout).toMatch(/^Usage: alpha-engine run .*<definition>/);
  expect(place.run("help", "test-state").stdout).toMatch(/^Usage: alpha-engine test-state/);
  expect(place.run("cloud", "start", "--help").stdout).toMatch(/^Usage: alpha-engine cloud start/);
  expect(place.run("pins", "--help").stdout).toMatch(/^Usage: alpha-engine pins/);
});
