import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** From the ground up; a package may use what stands below it. */
const FLOORS = [
  ["dialect"],
  ["asl", "aws-calls", "pins"],
  ["log-capture", "artifacts"],
  ["ssm-dispatcher", "spot-launcher", "state-machine", "local-cloud"],
  ["spot-workload", "rehearsal"],
  ["data-weekly", "predictor", "backtester"],
  ["pipelines"],
];

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly [field: string]: unknown;
}

const manifests = ["packages", "apps"].flatMap((group) =>
  readdirSync(join(root, group)).map((folder) => ({
    group,
    folder,
    manifest: JSON.parse(readFileSync(join(root, group, folder, "package.json"), "utf8")) as Manifest,
  })),
);

test("nothing imports upwards or sideways: each package uses only what stands on a lower floor", () => {
  const floorOf = (name: string): number => FLOORS.findIndex((names) => names.includes(name));
  for (const { folder, manifest } of manifests) {
    expect(floorOf(folder), `${folder} stands on no floor`).toBeGreaterThanOrEqual(0);
    const used = Object.keys((manifest.dependencies ?? {}) as object).filter((name) =>
      name.startsWith("@alpha-engine/"),
    );
    for (const name of used) {
      expect(floorOf(name.slice("@alpha-engine/".length)), `${folder} uses ${name}`).toBeLessThan(floorOf(folder));
    }
  }
});

test("every package says what it is, who may use it and on which runtime", () => {
  for (const { group, folder, manifest } of manifests) {
    expect(manifest, folder).toMatchObject({
      name: `@alpha-engine/${folder}`,
      license: "MIT",
      type: "module",
      engines: { node: ">=24" },
      files: expect.arrayContaining(["dist"]) as unknown,
      exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
    });
    expect(manifest.private === true, folder).toBe(group === "apps");
    expect(readdirSync(join(root, group, folder)), folder).toContain("README.md");
  }
});
