import preset from "@alpha-engine/vitest-preset";
import { mergeConfig } from "vitest/config";

/** These tests wait more than they work. */
export default mergeConfig(preset, { test: { maxWorkers: 2 } });
