import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { SpotWorkloadError } from "../errors.ts";
import { type ConfigSources, loadConfig, type ResolvedConfig } from "./load.ts";
import { launcherConfigJsonSchema } from "./schema.ts";
import { settingsTable, showConfig } from "./show.ts";

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

async function resolve(text: string, more: Partial<ConfigSources> = {}): Promise<ResolvedConfig> {
  const path = join(directory, "config.yaml");
  await writeFile(path, text);
  const budgets = { deps: 900, workload: 5400 };
  return loadConfig({ path, budgets, longScripts: ["workload"], environment: {}, ...more });
}

async function problems(text: string, more: Partial<ConfigSources> = {}): Promise<SpotWorkloadError> {
  const error: unknown = await resolve(text, more).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(SpotWorkloadError);
  expect((error as Error).message).not.toContain("\n");
  return error as SpotWorkloadError;
}

test("a config names what is its own; the rest has its defaults", async () => {
  expect((await resolve(GOOD)).config).toEqual({
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
    branch: "main",
    environment: {},
    budgets: { deps: 900, workload: 5400 },
    commands: {},
    needs: {},
  });
});

test("JSON is a config too, with the schema that it follows", async () => {
  const config = { bucket: "b", instanceTypes: ["t"], subnetIds: ["s"], imageId: "i", budgets: { deps: 60 } };
  const { config: read, origin } = await resolve(
    JSON.stringify({ $schema: "./config.schema.json", ...config }, null, 2),
  );
  expect(read).toMatchObject({ ...config, budgets: { deps: 60, workload: 5400 } });
  expect(read).not.toHaveProperty("$schema");
  expect(origin(["bucket"])).toBe("config.yaml:3");
});

test("flags win over the environment, it over the file, and it over the defaults; each says where it is from", async () => {
  const resolved = await resolve(`${GOOD}branch: filed\nmaxSpotAttempts: 3\nbudgets:\n  deps: 60\n`, {
    environment: { BRANCH: "env", INSTANCE_TYPES: "m5.large, c5.large", MAX_RUNTIME_SECONDS: "77", AWS_REGION: "" },
    flags: new Map([["instanceTypes", { value: ["r5.large"], source: "--instance-type" }]]),
  });
  const shown = Object.fromEntries(showConfig(resolved).map(({ key, value, source }) => [key, [value, source]]));
  expect(shown).toMatchObject({
    instanceTypes: [["r5.large"], "--instance-type"],
    branch: ["env", "$BRANCH"],
    maxSpotAttempts: [3, "config.yaml:7"],
    "budgets.deps": [60, "config.yaml:9"],
    "budgets.workload": [77, "$MAX_RUNTIME_SECONDS"],
    region: ["us-east-1", "default"],
    imageId: ["ami-1", "config.yaml:5"],
  });
  expect(settingsTable(showConfig(resolved))).toMatch(/^instanceTypes +r5\.large +--instance-type$/m);
});

test("everything that is wrong is named at once: where, what was expected, what came, and what was probably meant", async () => {
  const text = [
    "buckt: my-bucket",
    "instanceTypes: []",
    "subnetIds: [subnet-a, 7]",
    "volumeSize: big",
    "watchdog: 'yes'",
    "budgets:",
    "  deps: 4",
    "  wrkload: 60",
    "commands:",
    "  workload: [true]",
    "needs: { workload: { secret: [/a] } }",
    "environment: { TASK: 7, 1X: text }",
  ].join("\n");
  const error = await problems(text);
  const lines = error.problems.map(({ path, expected, got, nearest = "", source }) => [
    path,
    expected,
    got,
    nearest,
    source,
  ]);
  expect(lines).toEqual(
    expect.arrayContaining([
      ["bucket", "the name of a bucket", "nothing", "", "config.yaml"],
      ["imageId", "the id of an image", "nothing", "", "config.yaml"],
      ["buckt", "a known key", "an unknown key", "bucket", "config.yaml:1"],
      ["instanceTypes", "a list of one or more instance types", "[]", "", "config.yaml:2"],
      ["subnetIds[1]", "one of the subnet ids", "7", "", "config.yaml:3"],
      ["volumeSize", "a whole number of GiB from 1 to 16384", '"big"', "", "config.yaml:4"],
      ["watchdog", "true or false", '"yes"', "", "config.yaml:5"],
      ["budgets.deps", "a whole number of seconds from 5 to 172800", "4", "", "config.yaml:7"],
      ["budgets.wrkload", "a known key", "an unknown key", "workload", "config.yaml:8"],
      ["commands.workload[0]", "a shell line", "true", "", "config.yaml:10"],
      ["needs.workload.secret", "a known key", "an unknown key", "secrets", "config.yaml:11"],
      ["environment.TASK", "text", "7", "", "config.yaml:12"],
      ["environment.1X", "the name of a variable", '"1X"', "", "config.yaml:12"],
    ]),
  );
  expect(lines).toHaveLength(13);
  expect(error.message).toContain(`${join(directory, "config.yaml")} is wrong in 13 places: `);
  expect(error.message).toContain(
    "buckt: expected a known key, got an unknown key (did you mean bucket?) [config.yaml:1]",
  );
});

test.each([
  ["no YAML", "a: [", /config\.yaml is neither JSON nor YAML: line 1:/],
  ["a key that stands twice", `${GOOD}bucket: other`, /line 6: Map keys must be unique/],
  ["YAML of another shape", "just words", /expected an object of keys and values, got "just words"/],
  ["an empty file", "", /bucket: expected the name of a bucket, got nothing/],
])("%s is refused in one clear line", async (_, text, message) => {
  expect((await problems(text)).message).toMatch(message);
});

test("a value of the environment that does not fit is held against the environment", async () => {
  for (const [said, got] of [
    ["99", "99"],
    ["two", '"two"'],
  ]) {
    const { problems: found } = await problems(GOOD, { environment: { MAX_SPOT_ATTEMPTS: said } });
    expect(found).toEqual([
      { path: "maxSpotAttempts", expected: "a whole number from 1 to 10", got, source: "$MAX_SPOT_ATTEMPTS" },
    ]);
  }
});

test("a missing file is named", async () => {
  await expect(loadConfig({ path: "/not/there.yaml", budgets: {}, longScripts: [] })).rejects.toThrow(
    "cannot read the config: ENOENT: no such file or directory, open '/not/there.yaml'",
  );
});

test("what looks like a secret is shown nowhere", async () => {
  const text = `${GOOD}repository: https://user:hidden@example.com/x.git
commands:
  workload: ["export API_KEY=hidden", "curl -H 'x' --token hidden", "echo ghp_hiddenhiddenhidden", "run --key $API_KEY"]
needs: { workload: { secrets: [/app/API_KEY] } }
environment: { DB_PASSWORD: hidden, TASK: shown }
`;
  const shown = JSON.stringify(showConfig(await resolve(text)));
  expect(shown).not.toContain("hidden");
  expect(shown).toContain("https://***@example.com/x.git");
  expect(shown).toContain("run --key $API_KEY");
  expect(shown).toContain("/app/API_KEY");
  const error = await problems(
    `${GOOD}repository: "https://user:hidden@example.com/a b"\nvolumeSize: "token=hidden"\nenvironment: { DB_PASSWORD: 4711 }`,
  );
  expect(error.message).not.toMatch(/hidden|4711/);
  expect(error.problems).toHaveLength(3);
});

test("the JSON Schema says the same: its keys, its scripts, and that there are no others", () => {
  expect(launcherConfigJsonSchema("sweeper", ["workload"])).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "sweeper: the launcher's config",
    additionalProperties: false,
    required: ["bucket", "instanceTypes", "subnetIds", "imageId"],
    properties: {
      bucket: { type: "string", description: "the name of a bucket" },
      budgets: { properties: { workload: { minimum: 5 } }, additionalProperties: false },
    },
  });
});
