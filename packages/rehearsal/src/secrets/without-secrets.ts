import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { hideSecrets } from "@alpha-engine/log-capture";
import type { Problem } from "@alpha-engine/run-record";

import type { RehearsalEvent } from "../events.ts";
import type { RehearsalResult, RehearseOptions } from "../options.ts";
import { hideIn, hideInFolder } from "./hide.ts";

/** Runs it, and hides what is secret in everything that it tells, leaves and complains of. */
export async function withoutSecrets(
  options: RehearseOptions,
  run: (options: RehearseOptions) => Promise<RehearsalResult>,
): Promise<RehearsalResult> {
  const { secrets = [], onEvent } = options;
  if (secrets.length === 0) return await run(options);
  const hider = hideSecrets(secrets);
  const hidden = (event: RehearsalEvent): void => onEvent?.(hideIn(event, hider));
  try {
    const { summary, directory } = await run({ ...options, onEvent: hidden });
    const left = hideInFolder(directory, hider).map((file): Problem => ({
      kind: "secret-left",
      state: null,
      message: `${file} could not be looked at: it may hold a secret`,
    }));
    const told = hideIn({ ...summary, problems: [...summary.problems, ...left] }, hider);
    if (left.length > 0) writeFileSync(join(directory, "summary.json"), `${JSON.stringify(told, undefined, 2)}\n`);
    return { summary: told, directory };
  } catch (error) {
    if (error instanceof Error) error.message = hider.text(error.message);
    throw error;
  }
}
