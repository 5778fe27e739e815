import preset from "@alpha-engine/vitest-preset";
import { mergeConfig } from "vitest/config";

/** These tests wait more than they work, on processes that take their time on a busy machine. */
export default mergeConfig(preset, {
  test: { maxWorkers: 2, maxConcurrency: 3, testTimeout: 60_000, expect: { poll: { timeout: 30_000 } } },
});
