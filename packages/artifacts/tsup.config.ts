import preset from "@alpha-engine/tsup-preset";

/** The command line of a workload is an entry of its own: who only reads artifacts does not load it. */
export default { ...preset, entry: [...preset.entry, "src/stage-command/stage-command.ts"] };
