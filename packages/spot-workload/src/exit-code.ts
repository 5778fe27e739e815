import { RunDateError } from "@alpha-engine/artifacts";
import { exitCodeOf as exitCodeOfLaunch } from "@alpha-engine/spot-launcher";
import { DispatchError, exitCodeOf as exitCodeOfDispatch } from "@alpha-engine/ssm-dispatcher";

import { ConfigError } from "./config/load.ts";

/** Of a launcher that could not do its work: 2 for a wrong config or run date, 64 no capacity, else 1. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigError || error instanceof RunDateError) return 2;
  return error instanceof DispatchError ? exitCodeOfDispatch(error) : exitCodeOfLaunch(error);
}
