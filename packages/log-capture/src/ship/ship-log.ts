import { type FileHandle, open } from "node:fs/promises";

import { type Duration, toMilliseconds } from "@alpha-engine/dialect";
import type { S3Client } from "@aws-sdk/client-s3";

import { LogCaptureError } from "../errors.ts";
import { compileRedaction, type Redaction } from "../redact/patterns.ts";
import { shipTimeoutFor } from "./deadline.ts";
import { createNamedObject, type ObjectContent, type Shipped } from "./named-object.ts";
import { createS3Client } from "./s3-client.ts";
import { shipFailure } from "./ship-failure.ts";
import { openSnapshot } from "./snapshot.ts";
import { upload } from "./upload.ts";

/** Which local file is shipped, to which object, and what is kept out of it. */
export interface ShipOptions {
  /** The local file. */
  readonly path: string;
  readonly bucket: string;
  readonly key: string;
  /** Bytes to ship, from the start of the file: what grows behind that mark is left for the next time. @default the size now */
  readonly bytes?: number | undefined;
  /** User metadata of the object (`x-amz-meta-*`). */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** What must not leave the machine; names of variables are those of our own environment. */
  readonly redact?: Redaction | undefined;
  /** For the whole shipping. @default "30s", and 1 s more for every 4 MiB */
  readonly timeout?: Duration | undefined;
}

/** What shipping takes from outside. */
export interface ShipEffects {
  /** @default a client of the ordinary AWS environment */
  readonly s3?: S3Client | undefined;
}

/**
 * Puts a local log into S3, in constant memory; never touches the file.
 *
 * @throws LogCaptureError `LOG_UNREADABLE`, `LOG_SHRANK`, `SHIP_FAILED`, `SHIP_TIMED_OUT`
 *
 * @example
 * ```ts example cloud
 * import { writeFileSync } from "node:fs";
 *
 * import { shipLog } from "@alpha-engine/log-capture";
 *
 * writeFileSync("sweep.log", "swept\n");
 * console.log(await shipLog({ path: "sweep.log", bucket: "my-bucket", key: "logs/sweep.log", timeout: "10s" }));
 * ```
 * ```text output
 * { bucket: 'my-bucket', key: 'logs/sweep.log', bytes: 6 }
 * ```
 */
export function shipLog(options: ShipOptions, effects: ShipEffects = {}): Promise<Shipped> {
  const { bucket, key } = options;
  return withLog(options, effects, async (s3, { open, expectedBytes, metadata }, abortSignal) => {
    const target = { bucket, key, metadata, onlyIfNew: false };
    return { bucket, key, bytes: await upload(s3, open(), target, { expectedBytes, abortSignal }) };
  });
}

/** The same under a name that nothing has yet. */
export function shipLogAsNew(
  options: Omit<ShipOptions, "key"> & { readonly keyOf: (at: Date, ordinal: number) => string },
  effects: ShipEffects = {},
): Promise<Shipped> {
  return withLog(options, effects, (s3, content, deadline) =>
    createNamedObject(s3, options).put(content, new Date(), deadline),
  );
}

async function withLog(
  { path, bytes, metadata = {}, redact = {}, timeout }: Omit<ShipOptions, "key">,
  effects: ShipEffects,
  put: (s3: S3Client, content: ObjectContent, deadline: AbortSignal) => Promise<Shipped>,
): Promise<Shipped> {
  const timeoutMs = timeout === undefined ? undefined : toMilliseconds(timeout, "timeout");
  const file = await openLog(path);
  const s3 = effects.s3 ?? (await createS3Client());
  try {
    const expectedBytes = bytes ?? (await file.stat()).size;
    const snapshot = { descriptor: file.fd, bytes: expectedBytes, unwritten: undefined };
    const matcher = compileRedaction(redact, process.env);
    const content = { open: () => openSnapshot(snapshot, matcher), expectedBytes, metadata };
    const deadline = AbortSignal.timeout(timeoutMs ?? shipTimeoutFor(expectedBytes));
    return await put(s3, content, deadline).catch((error: unknown) => {
      throw shipFailure(error, deadline);
    });
  } finally {
    await file.close();
    if (effects.s3 === undefined) s3.destroy();
  }
}

async function openLog(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (error) {
    throw new LogCaptureError("LOG_UNREADABLE", `cannot read the log: ${(error as Error).message}`, { cause: error });
  }
}
