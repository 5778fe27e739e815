import preset from "@alpha-engine/vitest-preset";
import { mergeConfig } from "vitest/config";

/** Seventy small files that share nothing: a process for each would cost ten times what the tests do. */
export default mergeConfig(preset, { test: { isolate: false } });
