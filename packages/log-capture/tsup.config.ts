import { isBuiltin } from "node:module";
import { basename } from "node:path";

import preset, { preferModules, standalone } from "@alpha-engine/tsup-preset";

type Plugin = NonNullable<typeof preset.esbuildPlugins>[number];

/**
 * An `import` of a built-in module fetches each of its exports, and with them what Node loads lazily: 5 of the 20
 * milliseconds that a command would take to start. This fetches only what is used: esbuild copies the own properties of
 * what it imports, one by one and once per importing file, and an heir of the module has none. What is called or counts its listeners
 * is left as it is.
 */
const lazyBuiltins: Plugin = {
  name: "lazy-builtins",
  setup(build) {
    build.onResolve({ filter: /^(?:node:|[a-z_]+$)/ }, ({ path }) =>
      isBuiltin(path) ? { path, namespace: "builtin" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `const builtin = process.getBuiltinModule(${JSON.stringify(path)});
        module.exports = typeof builtin === "function" || builtin === process ? builtin : Object.create(builtin);`,
    }));
  },
};

/** What of ours is loaded later is a file of its own that shares nothing: each file more costs half a millisecond at the start. */
const apart: Plugin = {
  name: "apart",
  setup(build) {
    build.onResolve({ filter: /^\..*\.ts$/ }, ({ path, kind }) =>
      kind === "dynamic-import" ? { path: `./${basename(path, ".ts")}.js`, external: true } : undefined,
    );
  },
};

/** Of the house's words a command that starts needs few: what it has no use for must not be in its file. */
const withoutSideEffects: Plugin = {
  name: "without-side-effects",
  setup(build) {
    build.onResolve({ filter: /^fastest-levenshtein$/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === "resolved") return undefined;
      return { ...(await build.resolve(path, { ...from, pluginData: "resolved" })), sideEffects: false };
    });
  },
};

const command = {
  ...preset,
  clean: false,
  splitting: false,
  removeNodeProtocol: false,
  esbuildPlugins: [lazyBuiltins, apart, withoutSideEffects],
  noExternal: [/^@alpha-engine\//],
};

export default [
  { ...preset, entry: ["src/index.ts"] },
  { ...command, entry: ["src/bin.ts"] },
  { ...command, entry: ["src/cli/program.ts"] },
  // With the AWS SDK in one piece, which loads in half of the time that its hundreds of files take.
  {
    ...command,
    entry: ["src/ship/shipping.ts"],
    noExternal: [/^@alpha-engine\//, "@aws-sdk/client-s3"],
    minify: true,
    esbuildOptions: preferModules,
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
  },
  standalone("log-capture"),
];
