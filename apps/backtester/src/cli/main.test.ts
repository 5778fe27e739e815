/** @module-tag slow */
import { type Ended, runBuilt } from "@alpha-engine/loopback-s3";
import { expect, test } from "vitest";

const bin = new URL("../../dist/bin.js", import.meta.url);
const launcher = (...words: readonly string[]): Promise<Ended> =>
  runBuilt(bin, words, { HOME: "/nowhere", AWS_ENDPOINT_URL: "http://127.0.0.1:9", RUN_DATE: "" });

test.each([
  [
    ["--skip-stages=backtest,evalutor"],
    /no stage 'evalutor' \(did you mean evaluator\?\); expected some of backtest, parity/,
  ],
  [["--skip-stages", "backtest,parity,evaluator"], /every stage is skipped/],
  [["--skip-stages="], /--skip-stages: no stage ''/],
  [["--mode=param-swep"], /no mode 'param-swep' \(did you mean param-sweep\?\)/],
  [["--mode=param-sweep,all"], /expected one mode/],
  [["--mode=all", "--mode=smoke"], /--mode is given as "all" and as "smoke"/],
  [["--only-phases=phase4"], /no phase 'phase4' \(did you mean phase4a\?\)/],
  [["--smoke-only", "--mode=param-sweep"], /--smoke-only and --mode=param-sweep contradict each other/],
  [["--no-pit-parity", "--pit-parity-enabled"], /contradict each other/],
  [["--no-pit-partiy"], /Did you mean --no-pit-parity/],
  [["--preflight-only", "--skip-stages=backtest", "--mode=all"], /contradict each other/],
  [["--skipped", "research=true; rm -rf /"], /expected name=true or name=false/],
  [
    ["--mode=param-sweep", "--no-pit-parity", "--skip-stages=parity,evaluator", "--preflight-only"],
    /cannot read the config: ENOENT.*alpha-engine-config\/backtester\/config\.yaml/,
  ],
])("%j is refused before anything is asked of the cloud: one line, exit 2", async (words, problem) => {
  const { code, stdout, stderr } = await launcher(...words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(problem);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});

test("--help has every mode, phase, the environment and the exit codes", async () => {
  const { code, stdout } = await launcher("--help");
  expect(code).toBe(0);
  for (const word of [
    "smoke-phase4",
    "portfolio_optimizer_gate",
    "--freeze-evaluator",
    "SKIP_PHASE4_EVALUATIONS",
    "64     no spot",
  ]) {
    expect(stdout).toContain(word);
  }
});
