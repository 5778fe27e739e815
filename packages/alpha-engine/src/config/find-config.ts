import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { AlphaEngineError } from "../errors.ts";

/** Of configurations, in any form. */
export const CONFIG_NAMES: readonly string[] = ["ts", "mts", "mjs", "js", "yaml", "json"].map(
  (end) => `alpha-engine.config.${end}`,
);

/** The configuration that holds for a folder: its own, or the nearest above it, up to the root of the repository. */
export function findConfig(from: string): string | undefined {
  const folder = resolve(from);
  const entries = entriesOf(folder);
  const found = CONFIG_NAMES.filter((name) => entries.includes(name));
  if (found.length > 1) {
    throw new AlphaEngineError("CONFIG_AMBIGUOUS", `${folder} has ${found.join(" and ")}: expected one configuration`, {
      hint: "remove one, or choose with --config",
    });
  }
  if (found[0] !== undefined) return join(folder, found[0]);
  const above = dirname(folder);
  return above === folder || existsSync(join(folder, ".git")) ? undefined : findConfig(above);
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // A folder that may not be listed is passed through.
  }
}
