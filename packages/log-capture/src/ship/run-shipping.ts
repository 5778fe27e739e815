import { hostname } from "node:os";

import type { S3Client } from "@aws-sdk/client-s3";

import type { LogFile } from "../capture/log-file.ts";
import type { SecretMatcher } from "../redact/patterns.ts";
import { watchForSpotNotice } from "../spot/spot-notice.ts";
import { logKey } from "./log-key.ts";
import { describeRun } from "./metadata.ts";
import type { Shipped } from "./named-object.ts";
import { createShipper } from "./shipper.ts";

/** After an interruption notice two minutes are left. */
const EVERY_AFTER_NOTICE_MS = 15_000;

export interface RunShippingOptions {
  readonly slug: string;
  readonly bucket: string;
  readonly prefix?: string | undefined;
  readonly runDate?: string | undefined;
  readonly command: readonly string[];
  /** The command's environment. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly uploadEveryMs?: number | undefined;
  readonly uploadTimeoutMs?: number | undefined;
}

export interface RunShippingEffects {
  readonly s3?: S3Client | undefined;
  readonly hostname?: string | undefined;
}

export interface RunShipping {
  /** Stops the shipping in between and ships the whole. */
  finish(end: { readonly exitCode: number; readonly signal: string | undefined; readonly at: Date }): Promise<Shipped>;
}

export interface RunShippingParts {
  readonly log: LogFile;
  readonly matcher: SecretMatcher | undefined;
  readonly startedAt: Date;
  readonly onProblem: (what: "ship", error: unknown) => void;
  readonly useKey: (key: string) => void;
}

/** When the log of a run is shipped, under which key, and what its object says about the run. */
export async function openRunShipping(
  options: RunShippingOptions,
  effects: RunShippingEffects,
  { log, matcher, startedAt, onProblem, useKey }: RunShippingParts,
): Promise<RunShipping> {
  const { slug, bucket, prefix, runDate, command, uploadEveryMs, env = process.env } = options;
  const host = effects.hostname ?? hostname();
  let spotInterruption: string | undefined;
  let lastProblem: string | undefined;
  const describe = (end?: Parameters<RunShipping["finish"]>[0]): Record<string, string> => {
    const more = { state: end === undefined ? "running" : "ended", "spot-interruption": spotInterruption };
    return describeRun({ command, runDate, startedAt, end, more }, env, matcher);
  };
  const shipper = await createShipper(
    {
      bucket,
      keyOf: (at, ordinal) => logKey({ slug, at, hostname: host, prefix, runDate, ordinal }),
      onKey: useKey,
      matcher,
      timeoutMs: options.uploadTimeoutMs,
      snapshot: () => ({
        descriptor: log.descriptor,
        bytes: log.bytes,
        unwritten: log.unwritten && {
          bytes: log.unwritten.seen,
          kept: log.unwritten.read(),
          reason: log.problem?.message ?? "unknown",
        },
      }),
      onProblem(error) {
        // Once, not every thirty seconds.
        const problem = String(error);
        if (problem !== lastProblem) onProblem("ship", error);
        lastProblem = problem;
      },
    },
    effects,
  );
  const timers: NodeJS.Timeout[] = [];
  const shipEvery = (ms: number): void => {
    timers.push(setInterval(() => void shipper.shipNow(describe()), ms));
  };
  if (uploadEveryMs !== undefined) shipEvery(uploadEveryMs);
  const stopWatching = watchForSpotNotice(process.env, ({ action, time }) => {
    spotInterruption = `${action} at ${time}`;
    void shipper.shipNow(describe());
    shipEvery(EVERY_AFTER_NOTICE_MS);
  });
  return {
    finish(end) {
      for (const timer of timers) clearInterval(timer);
      stopWatching();
      return shipper.finish(describe(end), end.at);
    },
  };
}
