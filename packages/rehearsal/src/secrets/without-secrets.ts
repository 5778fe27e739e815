import type { RehearsalEvent } from "../events.ts";
import type { RehearsalResult, RehearseOptions } from "../options.ts";
import { secrecyOf, type Secrecy } from "./secrecy.ts";

/** Runs it, and hides what is secret in everything that it tells and complains of; its folder is its own to clean. */
export async function withoutSecrets(
  options: RehearseOptions,
  run: (options: RehearseOptions, secrecy: Secrecy) => Promise<RehearsalResult>,
): Promise<RehearsalResult> {
  const { secrets = [], onEvent } = options;
  const secrecy = secrecyOf(secrets);
  if (!secrecy.isNeeded) return await run(options, secrecy);
  const hidden = (event: RehearsalEvent): void => onEvent?.(secrecy.hidden(event));
  try {
    return await run({ ...options, onEvent: hidden }, secrecy);
  } catch (error) {
    if (error instanceof Error) error.message = secrecy.hidden(error.message);
    throw error;
  }
}
