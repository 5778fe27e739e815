import preset from "@alpha-engine/tsup-preset";

/** Who does not test with vitest does not load it. */
export default { ...preset, entry: [...preset.entry, "src/vitest/index.ts"], external: ["vitest"] };
