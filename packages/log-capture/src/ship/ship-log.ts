import { open } from "node:fs/promises";

import type { S3Client } from "@aws-sdk/client-s3";

import { compileRedaction, type Redaction } from "../redact/patterns.ts";
import { shipTimeoutFor } from "./deadline.ts";
import { createNamedObject, type ObjectContent, type Shipped } from "./named-object.ts";
import { createS3Client } from "./s3-client.ts";
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
  /** @default 30000, and 1000 more for every 4 MiB */
  readonly timeoutMs?: number | undefined;
}

interface ShipEffects {
  /** @default a client of the ordinary AWS environment */
  readonly s3?: S3Client | undefined;
}

/** Puts a local log into S3, in constant memory. Rejects with the SDK's error; never touches the file. */
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
  { path, bytes, metadata = {}, redact = {}, timeoutMs }: Omit<ShipOptions, "key">,
  effects: ShipEffects,
  put: (s3: S3Client, content: ObjectContent, deadline: AbortSignal) => Promise<Shipped>,
): Promise<Shipped> {
  const s3 = effects.s3 ?? (await createS3Client());
  const file = await open(path, "r");
  try {
    const expectedBytes = bytes ?? (await file.stat()).size;
    const snapshot = { descriptor: file.fd, bytes: expectedBytes, unwritten: undefined };
    const matcher = compileRedaction(redact, process.env);
    const content = { open: () => openSnapshot(snapshot, matcher), expectedBytes, metadata };
    return await put(s3, content, AbortSignal.timeout(timeoutMs ?? shipTimeoutFor(expectedBytes)));
  } finally {
    await file.close();
    if (effects.s3 === undefined) s3.destroy();
  }
}
