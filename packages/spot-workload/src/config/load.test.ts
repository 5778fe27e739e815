import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { ConfigError, loadConfig } from "./load.ts";

const GOOD = `
bucket: my-bucket
instanceTypes: [c7i.large]
subnetIds: [subnet-a]
imageId: ami-1
`;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "config-"));
});
afterAll(() => rm(directory, { recursive: true }));

async function load(text: string): Promise<unknown> {
  const path = join(directory, "config.yaml");
  await writeFile(path, text);
  return loadConfig(path, ["deps", "workload"]);
}

test("a config names what is its own; the rest has its defaults", async () => {
  expect(await load(GOOD)).toEqual({
    bucket: "my-bucket",
    instanceTypes: ["c7i.large"],
    subnetIds: ["subnet-a"],
    imageId: "ami-1",
    region: "us-east-1",
    volumeSize: 30,
    onDemandFallback: false,
    maxSpotAttempts: 2,
    retryBackoffSeconds: 20,
    owner: "alpha-engine",
    watchdog: true,
    budgets: {},
    commands: {},
  });
});

test("JSON is a config too", async () => {
  const config = { bucket: "b", instanceTypes: ["t"], subnetIds: ["s"], imageId: "i", budgets: { deps: 60 } };
  expect(await load(JSON.stringify(config))).toMatchObject(config);
});

test.each([
  ["an unknown key", `${GOOD}buckt: x`, /buckt/],
  ["a wrong type", `${GOOD}watchdog: "yes"`, /watchdog/],
  ["an empty list", GOOD.replace("[c7i.large]", "[]"), /instanceTypes/],
  ["a missing key", GOOD.replace("imageId: ami-1", ""), /imageId/],
  ["a budget below SSM's five seconds", `${GOOD}budgets: {deps: 4}`, /budgets\.deps/],
  [
    "a budget of an unknown script",
    `${GOOD}budgets: {depz: 60}`,
    /budgets knows no script "depz", only deps, workload/,
  ],
  ["commands of an unknown script", `${GOOD}commands: {wrkload: [true]}`, /commands/],
  ["commands that are no text", `${GOOD}commands: {workload: [true]}`, /commands\.workload/],
  ["no YAML", "a: [", /config\.yaml is neither JSON nor YAML/],
  ["YAML of another shape", "just words", /expected object/],
  ["an empty file", "", /expected object/],
])("%s is refused in one clear line", async (_, text, message) => {
  const error: unknown = await load(text).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ConfigError);
  expect((error as Error).message).toMatch(message);
  expect((error as Error).message).toContain("config.yaml");
  expect((error as Error).message).not.toContain("\n");
});

test("a missing file is named", async () => {
  await expect(loadConfig("/not/there.yaml", [])).rejects.toThrow(
    "cannot read the config: ENOENT: no such file or directory, open '/not/there.yaml'",
  );
});
