/** @module-tag slow */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Ended, runBuilt } from "@alpha-engine/loopback-s3";
import { afterAll, beforeAll, expect, test } from "vitest";

let home: string;
let config: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "data-weekly-"));
  config = join(home, "config.yaml");
  await writeFile(config, "bucket: my-bucket\ninstanceTypes: [c5.large]\nsubnetIds: [subnet-a]\nimageId: ami-1\n");
});
afterAll(() => rm(home, { recursive: true }));

const bin = new URL("../../dist/bin.js", import.meta.url);
// Nothing answers there: a launch that was not refused in time would fail loudly.
const launcher = (...words: readonly string[]): Promise<Ended> =>
  runBuilt(bin, words, { HOME: home, AWS_ENDPOINT_URL: "http://127.0.0.1:9", RUN_DATE: "" });

test.each([
  [["--phase1-only", "--rag-only"], /contradictory modes: --phase1-only and --rag-only; give one/],
  [["phase1", "--preflight-only", "--data-only"], /contradictory modes: phase1 and --data-only/],
  [["--phase1-onyl"], /unknown option '--phase1-onyl' \(Did you mean --phase1-only\?\)/],
  [["phsae1"], /no mode 'phsae1' \(did you mean phase1\?\); expected one of full, data/],
  [["rag", "phase1"], /too many arguments/],
  [["--preflight-onyl"], /Did you mean --preflight-only/],
  [["--run-date", "2026-02-30"], /--run-date: .*"2026-02-30"/],
  [["--run-date", "2026-01-03", "--run-date", "2026-01-04"], /--run-date is given as "2026-01-03" and as "2026-01-04"/],
  [["--branch", "--preflight-only"], /--branch: expected a value, got "--preflight-only"/],
  [["--instance-type="], /--instance-type: expected a value, got ""/],
  [["--branch"], /argument missing/],
  [["--rag-only"], /cannot read the config: ENOENT.*alpha-engine-config\/data-weekly\/config\.yaml/],
])("%j is refused before anything is asked of the cloud: one line, exit 2", async (words, problem) => {
  const { code, stdout, stderr } = await launcher(...words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(problem);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});

test("without a run date nothing is launched: the clock is no answer", async () => {
  const { code, stderr } = await launcher("--phase1-only", "--config", config);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^data-weekly: run_date must be a real date as YYYY-MM-DD/);
});

test("--show-config tells where each value is from, and flags collapse the rotation", async () => {
  const words = ["--config", config, "--instance-type=m5.large", "--show-config", "--json", "--preflight-only"];
  const { code, stdout } = await launcher("drift", ...words);
  expect(code).toBe(0);
  const settings = JSON.parse(stdout) as readonly unknown[];
  expect(settings).toEqual(
    expect.arrayContaining([
      { key: "bucket", value: "my-bucket", source: "config.yaml:1" },
      { key: "instanceTypes", value: ["m5.large"], source: "--instance-type" },
      { key: "region", value: "us-east-1", source: "$AWS_REGION" },
      { key: "budgets.phase1", value: 5400, source: "default" },
    ]),
  );
});

test("--help has every mode, the environment and the exit codes", async () => {
  const { code, stdout } = await launcher("--help");
  expect(code).toBe(0);
  for (const word of [
    "drift-smoke",
    "--rag-smoke-only",
    "--preflight-only",
    "MAX_RUNTIME_SECONDS",
    "64     no spot capacity",
  ]) {
    expect(stdout).toContain(word);
  }
});
