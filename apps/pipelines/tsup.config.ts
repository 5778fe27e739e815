import preset from "@alpha-engine/tsup-preset";

/** The functions are modules of their own: the local cloud runs each by its path, as Lambda does. */
export default { ...preset, entry: [...preset.entry, "src/functions/research.ts"] };
