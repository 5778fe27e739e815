import { RunDateError } from "@alpha-engine/artifacts";
import { DialectError } from "@alpha-engine/dialect";
import { exitCodeOf as exitCodeOfLaunch } from "@alpha-engine/spot-launcher";
import { SsmDispatcherError, exitCodeOf as exitCodeOfDispatch } from "@alpha-engine/ssm-dispatcher";

import { ConfigError } from "./config/errors.ts";
import { SpotWorkloadError } from "./errors.ts";

/** Of a launcher that could not do its work: 2 for a wrong config, run date or budget, 64 no capacity, else 1. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigError || error instanceof RunDateError || error instanceof SpotWorkloadError) return 2;
  if (error instanceof DialectError) return 2;
  return error instanceof SsmDispatcherError ? exitCodeOfDispatch(error) : exitCodeOfLaunch(error);
}
