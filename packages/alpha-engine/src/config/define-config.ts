import type { Config } from "./config.ts";

/**
 * Gives an `alpha-engine.config.ts` its types; returns what it is given. Importing it works also where the package is
 * not installed: the command that reads the configuration stands for it.
 *
 * @example
 * ```ts example
 * import { defineConfig } from "alpha-engine";
 *
 * const config = defineConfig({
 *   pipelines: { nightly: { definition: "nightly.asl.json", input: { box: ["${boxes.box}"] } } },
 *   rehearsal: { boxes: { box: { imageId: "ami-box" } }, images: { "ami-box": {} }, buckets: { results: {} } },
 * });
 * console.log(Object.keys(config.pipelines ?? {}));
 * ```
 * ```text output
 * [ 'nightly' ]
 * ```
 */
export function defineConfig<const C extends Config>(config: C): C {
  return config;
}
