import { resolve } from "node:path";

import { UsageError } from "@alpha-engine/command-line";
import type { RehearseOptions } from "@alpha-engine/rehearsal";

import type { Rehearsal } from "../config/config.ts";
import { readData } from "../config/read-file.ts";

/** Mocks of the command line, whose paths start where it is called, else those of the configuration. */
export async function readMocks(
  flags: { readonly mocks?: string; readonly case?: string },
  { mocks, case: testCase }: Rehearsal,
  folder: string,
): Promise<Pick<RehearseOptions, "mocks" | "case">> {
  const file = flags.mocks ?? (mocks === undefined ? undefined : resolve(folder, mocks));
  // The case of the configuration is one of its own file.
  const chosen = flags.case ?? (flags.mocks === undefined ? testCase : undefined);
  if (file === undefined) {
    if (chosen !== undefined) throw new UsageError("--case needs --mocks with a MockConfigFile.json");
    return {};
  }
  return { mocks: await readData(file, flags.mocks ?? mocks), ...(chosen === undefined ? {} : { case: chosen }) };
}
