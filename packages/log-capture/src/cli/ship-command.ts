import { hostname } from "node:os";

import { ExitError, UsageError } from "@alpha-engine/command-line";
import { EXIT_CODES } from "@alpha-engine/dialect";

import { keepHeapSmall } from "../process/tuning.ts";
import { compileRedaction } from "../redact/patterns.ts";
import { logKey } from "../ship/log-key.ts";
import { describeRun } from "../ship/metadata.ts";
import { say } from "./say.ts";

export interface ShipFlags {
  readonly slug: string;
  readonly log: string;
  readonly bucket?: string;
  readonly prefix?: string;
  readonly runDate?: string;
  readonly key?: string;
  readonly uploadTimeout?: number;
  readonly redact?: readonly string[];
  readonly redactEnv?: readonly string[];
  readonly json?: boolean;
}

/** Ships a log whose run could not. */
export async function shipCommand(flags: ShipFlags): Promise<void> {
  const bucket = flags.bucket ?? (process.env.S3_BUCKET || undefined);
  if (bucket === undefined) throw new UsageError("no bucket: say --bucket or set $S3_BUCKET");
  keepHeapSmall();
  const redact = { patterns: flags.redact, envNames: flags.redactEnv };
  const { slug, log, prefix, runDate, key } = flags;
  const matcher = compileRedaction(redact, process.env);
  const metadata = describeRun({ runDate, more: { "left-behind": "true" } }, process.env, matcher);
  const options = { path: log, bucket, metadata, redact, timeout: flags.uploadTimeout };
  const keyOf = (at: Date, ordinal: number): string =>
    logKey({ slug, at, hostname: hostname(), prefix, runDate, ordinal });
  const { shipLog, shipLogAsNew } = await import("../ship/shipping.ts");
  try {
    const shipped = await (key === undefined ? shipLogAsNew({ ...options, keyOf }) : shipLog({ ...options, key }));
    if (flags.json === true) process.stdout.write(`${JSON.stringify(shipped)}\n`);
    say(`${shipped.bytes} bytes in s3://${shipped.bucket}/${shipped.key}`);
  } catch (error) {
    throw new ExitError(EXIT_CODES.bad, `log-capture: not shipped: ${(error as Error).message}`);
  }
}
