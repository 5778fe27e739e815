import preset from "./tooling/vitest/index.js";

/** All tests of the house in one run, as `npm run test:fast` does it; each package has its own configuration. */
export default {
  test: {
    reporters: preset.test.reporters,
    tags: preset.test.tags,
    projects: ["{packages,apps,examples,tooling}/*/vitest.config.ts"],
  },
};
