import preset from "@alpha-engine/tsup-preset";

/** Who checks a rehearsal before it is loaded, or reports what ran elsewhere, loads no cloud. */
export default { ...preset, entry: [...preset.entry, "src/check/index.ts", "src/report/index.ts"] };
