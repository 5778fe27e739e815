import { expect, test } from "vitest";

import { ADDS_ONE, workplace } from "../../testing/workplace.ts";

const TELL = {
  Type: "Task",
  Resource: "arn:aws:states:::sns:publish",
  Parameters: { TopicArn: "arn:aws:sns:us-east-1:000000000000:alerts", Message: "m" },
  End: true,
};

test("an error ends with 1 and the command that explains it, a warning with 0 unless it is what counts", () => {
  using place = workplace({ "endless.json": { StartAt: "Tell", States: { Tell: TELL } } });
  const strict = place.run("lint", "endless.json", "--preset", "pipeline", "--min-severity", "warning");
  expect([strict.code, strict.stderr]).toEqual([1, "next: alpha-engine rules notify-without-catch\n"]);
  expect(strict.stdout).toMatch(/^endless.json:1:\d+: warning: Tell: /m);
  expect(place.run("lint", "endless.json", "--preset", "pipeline")).toMatchObject({ code: 0, stdout: strict.stdout });
  expect(place.run("lint", "endless.json", "--preset", "pipeline", "--min-severity", "error").stdout).toBe(
    "1 definition, nothing found\n",
  );
  expect(place.run("lint", "endless.json").stdout).toBe("1 definition, nothing found\n");
  expect(place.run("rules", "notify-without-catch").stdout).toMatch(/^notify-without-catch \(warning, pipeline\): /);
  expect(place.run("rules", "notify-without-cach").stderr).toContain("did you mean notify-without-catch?");
});

test("a preset and a severity that do not exist are refused with the nearest", () => {
  using place = workplace({ "adds.json": ADDS_ONE });
  for (const [flag, word, near] of [
    ["--preset", "recomended", "recommended"],
    ["--min-severity", "warnings", "warning"],
  ] as const) {
    const { code, stderr } = place.run("lint", "adds.json", flag, word);
    expect([code, stderr.includes(`did you mean ${near}?`)]).toEqual([2, true]);
  }
});

test("the configuration that holds where a file lies is the file's, else the one that holds here", () => {
  using place = workplace({
    "alpha-engine.config.json": { lint: { preset: "pipeline" } },
    "old/alpha-engine.config.json": { lint: { preset: "pipeline", rules: { "notify-without-catch": "error" } } },
    "old/deep/tell.json": { StartAt: "Tell", States: { Tell: TELL } },
    "tell.json": { StartAt: "Tell", States: { Tell: TELL } },
  });
  const { code, stdout } = place.run("lint", "tell.json", "old/deep/tell.json");
  expect(code).toBe(1);
  expect(stdout).toMatch(/^tell.json:1:\d+: warning: .*notify-without-catch/m);
  expect(stdout).toMatch(/^old\/deep\/tell.json:1:\d+: error: .*notify-without-catch/m);
});

test("a baseline takes what is found now; what is new fails, and what is gone is said until it is taken out", () => {
  const found = { StartAt: "Tell", States: { Tell: TELL } };
  using place = workplace({ "a.json": found, "b.json": found, "good.json": ADDS_ONE });
  const lint = (...argv: readonly string[]): ReturnType<typeof place.run> =>
    place.run("lint", "--preset", "pipeline", "--baseline", "known.json", ...argv);
  expect(lint("a.json")).toMatchObject({ code: 2, stderr: expect.stringContaining("--update-baseline writes it") });
  expect(lint("a.json", "--update-baseline")).toMatchObject({ code: 0, stdout: "" });
  expect(lint("a.json")).toMatchObject({ code: 0, stdout: expect.stringContaining("that the baseline knows") });
  expect(lint("a.json", "b.json")).toMatchObject({ code: 1, stdout: expect.stringMatching(/b\.json:1:\d+: warning/) });
  place.write({ "a.json": ADDS_ONE });
  expect(lint("a.json")).toMatchObject({ code: 0, stderr: expect.stringContaining("gone: a.json: Tell [") });
  expect(lint("a.json", "--update-baseline").stderr).toMatch(/^known.json: 0 known, 0 new, \d gone\n$/);
  expect(lint("a.json")).toEqual({ code: 0, stdout: "1 definition, nothing found\n", stderr: "" });
});
