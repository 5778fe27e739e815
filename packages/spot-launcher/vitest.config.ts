import preset from "@alpha-engine/vitest-preset";
import { mergeConfig } from "vitest/config";

/** On a busy machine an instance takes its time to boot. */
export default mergeConfig(preset, { test: { expect: { poll: { timeout: 15_000 } } } });
