import preset from "@alpha-engine/tsup-preset";

/** The command is an entry of its own: who starts a cloud from code does not load it. Who asks what one models loads no cloud. */
export default { ...preset, entry: [...preset.entry, "src/models.ts", "src/cli/main.ts"] };
