import preset from "@alpha-engine/tsup-preset";

/** The command is an entry of its own: who reads consumers in code does not load it. */
export default { ...preset, entry: [...preset.entry, "src/cli/main.ts"] };
