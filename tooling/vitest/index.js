import { defineConfig } from "vitest/config";

import { RetriedReporter } from "./retried-reporter.js";

/** Tests lie beside the source and never see the colours or the AWS settings of the person who runs them. */
export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    // They end what hangs, and are no measure of speed: on a busy machine one command takes seconds to start.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    tags: [
      {
        name: "slow",
        description: "Starts machines: real processes as instances, clouds with sandboxes, whole rehearsals.",
        // They wait on real time, and a machine that does two things at once may starve one of them. What needed it is
        // listed when the run ends.
        retry: process.env.CI === undefined ? 0 : 1,
      },
    ],
    reporters: ["default", new RetriedReporter()],
    env: {
      NO_COLOR: "1",
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "AKIATESTTESTTESTTEST",
      AWS_SECRET_ACCESS_KEY: "not-a-secret",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    },
  },
});
