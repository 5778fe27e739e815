import { existsSync } from "node:fs";

import { defineConfig } from "tsup";

/** A package is `src/index.ts` and, when it has a command, `src/bin.ts`. Types come from tsc, see tsconfig/dts.json. */
export default defineConfig({
  entry: ["src/index.ts", "src/bin.ts"].filter((file) => existsSync(file)),
  format: "esm",
  target: "node22",
  platform: "node",
  splitting: true,
  clean: true,
  silent: true,
});
