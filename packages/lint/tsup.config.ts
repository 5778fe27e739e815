import preset from "@alpha-engine/tsup-preset";

export default { ...preset, entry: [...preset.entry, "src/shell/index.ts"] };
