import { lint } from "@alpha-engine/lint";
import { expect, test } from "vitest";

import { weeklyIn } from "../../testing/weekly.ts";

test.each(["JSONPath", "JSONata"] as const)(
  "what the patterns of this package build is clean in %s",
  async (language) => {
    const { findings } = await lint(weeklyIn(language), { config: { preset: "pipeline" } });
    expect(findings.map(({ rule, path, message }) => `${rule} ${path}: ${message}`)).toEqual([]);
  },
);
