import { readFileSync } from "node:fs";

import { launcherConfigJsonSchema } from "@alpha-engine/spot-workload";
import { expect, test } from "vitest";

import { SCRIPTS } from "./launcher/app.ts";

test("config.schema.json is the schema of the config", () => {
  const published: unknown = JSON.parse(readFileSync(new URL("../config.schema.json", import.meta.url), "utf8"));
  expect(published).toEqual(launcherConfigJsonSchema("predictor", SCRIPTS));
});
