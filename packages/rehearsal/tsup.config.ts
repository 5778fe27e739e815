import preset from "@alpha-engine/tsup-preset";

/** Who checks a rehearsal before it is loaded loads no cloud. */
export default { ...preset, entry: [...preset.entry, "src/check/index.ts"] };
