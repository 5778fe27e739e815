import { readdirSync } from "node:fs";

import { defineConfig } from "tsup";

/**
 * A package is `src/index.ts` and, when it has commands, `src/bin.ts` and `src/*-bin.ts`.
 * Types come from tsc, see tsconfig/dts.json.
 */
const preset = defineConfig({
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

export default preset;

/** The command in one file, `dist/standalone/<name>.mjs`, for a machine that has Node and nothing else. */
export function standalone(name) {
  return defineConfig({
    ...preset,
    entry: { [`standalone/${name}`]: "src/bin.ts" },
    outExtension: () => ({ js: ".mjs" }),
    noExternal: [/.*/],
    splitting: false,
    minify: true,
    clean: false,
    removeNodeProtocol: false,
    // The AWS SDK is partly CommonJS, which asks for Node's modules with require.
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
  });
}
