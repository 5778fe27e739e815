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

/** The AWS SDK is partly CommonJS, which asks for Node's modules with require. */
const requireForSdk = {
  js: 'import{createRequire as requireFrom}from"node:module";const require=requireFrom(import.meta.url);',
};

/** The SDK's ECMAScript modules, out of which what is not used is left. */
export function preferModules(options) {
  options.mainFields = ["module", "main"];
  options.logOverride = { "ignored-bare-import": "silent" };
}

/**
 * Commands that carry the AWS SDK with them, and of it only what they use: a client of EC2 takes Node six times as long to load
 * from its hundreds of files. For what is not published as a library.
 */
export const withAwsSdk = defineConfig({
  ...preset,
  noExternal: [/^@alpha-engine\//, /^@aws-sdk\//, /^@smithy\//, /^@aws\//],
  removeNodeProtocol: false,
  minify: true,
  banner: requireForSdk,
  esbuildOptions: preferModules,
});

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
    banner: requireForSdk,
    esbuildOptions: preferModules,
  });
}
