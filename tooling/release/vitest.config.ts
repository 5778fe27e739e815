import preset from "@alpha-engine/vitest-preset";

/** npm, git and whole commands: on a busy machine they take their time. */
export default { ...preset, test: { ...preset.test, testTimeout: 90_000, hookTimeout: 90_000 } };
