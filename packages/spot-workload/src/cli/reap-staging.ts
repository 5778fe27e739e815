import { ExitError } from "@alpha-engine/command-line";
import { EXIT_CODES } from "@alpha-engine/dialect";

import { reapStaging } from "../staging/reap-staging.ts";

export interface ReapFlags {
  readonly bucket: string;
  readonly prefix: string;
  readonly apply?: true;
  readonly json?: true;
}

/** One line for each. */
export async function printStaleStaging({ bucket, prefix, apply, json }: ReapFlags): Promise<void> {
  const stale = await reapStaging({ bucket, prefix, apply });
  for (const one of stale) {
    const word = one.removed ? "removed" : apply === true ? `could not remove, ${one.problem}:` : "would remove";
    const line = `${word} s3://${bucket}/${one.prefix}/: past its deadline, ${one.deadline.toISOString()}`;
    process.stdout.write(`${json === true ? JSON.stringify(one) : line}\n`);
  }
  if (stale.some(({ problem }) => problem !== undefined)) throw new ExitError(EXIT_CODES.bad);
}
