/** @module-tag slow */
import { type Ended, runBuilt } from "@alpha-engine/loopback-s3";
import { expect, test } from "vitest";

const bin = new URL("../../dist/bin.js", import.meta.url);
const launcher = (...words: readonly string[]): Promise<Ended> =>
  runBuilt(bin, words, { HOME: "/nowhere", AWS_ENDPOINT_URL: "http://127.0.0.1:9", RUN_DATE: "" });

test.each([
  [["--full-only", "--smoke-only"], /contradictory modes: --full-only and --smoke-only; give one/],
  [["--preflight-only", "full", "--model-zoo-weekly"], /contradictory modes: full and --model-zoo-weekly/],
  [["--full-onyl", "--preflight-only"], /unknown option '--full-onyl' \(Did you mean --full-only\?\)/],
  [["ful"], /no mode 'ful' \(did you mean full\?\)/],
  [["--model-zoo-spec"], /argument missing/],
  [["--model-zoo-spec", "ridge-lite"], /no spec 'ridge-lite' \(did you mean ridge-light\?\)/],
  [["model-zoo-spec"], /which one\? Give --model-zoo-spec ID/],
  [["--shadow-basis", "crps"], /Expected one of crsp/],
  [["--smoke-only", "--shadow-basis", "crsp"], /--shadow-basis and --smoke-only contradict each other/],
  [["--preflight-only", "--full-only"], /cannot read the config: ENOENT.*alpha-engine-config\/predictor\/config\.yaml/],
])("%j is refused before anything is asked of the cloud: one line, exit 2", async (words, problem) => {
  const { code, stdout, stderr } = await launcher(...words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(problem);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});

test("--help has every mode, the environment and the exit codes", async () => {
  const { code, stdout } = await launcher("--help");
  expect(code).toBe(0);
  for (const word of ["--model-zoo-select", "--shadow-basis", "MODEL_ZOO_WEEKLY_BUDGET", "64     no spot capacity"]) {
    expect(stdout).toContain(word);
  }
});
