import { readdirSync } from "node:fs";

import { defineConfig } from "tsup";

/**
 * A package is `src/index.ts` and, when it has commands, `src/bin.ts` and `src/*-bin.ts`.
 * Types come from tsc, see tsconfig/dts.json.
 */
export default defineConfig({
  entry: readdirSync("src")
    .filter((file) => /^(index|bin|.+-bin)\.ts$/.test(file))
    .map((file) => `src/${file}`),
  format: "esm",
  target: "node22",
  platform: "node",
  splitting: true,
  clean: true,
  silent: true,
});
