import preset from "@alpha-engine/tsup-preset";

/** A launcher is an entry of its own: one that only refuses a flag does not load the AWS SDK. */
export default { ...preset, entry: [...preset.entry, "src/launcher.ts"] };
