import { hostname } from "node:os";

import { startCloud } from "./cloud.ts";
import type { Example } from "./find-examples.ts";
import { matches } from "./matches.ts";
import type { Place } from "./place.ts";
import { type Part, runExample } from "./run-example.ts";

/** Runs an example in a place, with a cloud of its own where it needs one; says what is not as written. */
export async function playExample(example: Example, { folder, env }: Place): Promise<readonly Part[]> {
  const cloud = example.cloud ? await startCloud(folder, env) : undefined;
  try {
    return differing(await runExample(example, { folder, env: { ...env, ...cloud?.environment } }));
  } finally {
    await cloud?.stop();
  }
}

export function differing(parts: readonly Part[]): readonly Part[] {
  return parts.filter(({ printed, written }) => !matches(printed, written, [hostname()]));
}
