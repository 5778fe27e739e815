import { randomUUID } from "node:crypto";

import { explainFailure } from "@alpha-engine/aws-calls";
import type { S3Client } from "@aws-sdk/client-s3";

import { LogCaptureError } from "../errors.ts";
import type { ByteReader } from "./byte-reader.ts";
import { claimKey } from "./claim-key.ts";
import { shipFailure } from "./ship-failure.ts";
import { upload } from "./upload.ts";

const MOST_ORDINALS = 50;

/** The object that holds a shipped log. */
export interface Shipped {
  readonly bucket: string;
  readonly key: string;
  /** Size of the object. */
  readonly bytes: number;
}

export interface ObjectContent {
  readonly open: () => ByteReader;
  readonly expectedBytes: number;
  readonly metadata: Readonly<Record<string, string>>;
}

/** One object that is put again and again under one name, which the first time decides. */
export interface NamedObject {
  put(content: ObjectContent, at: Date, deadline: AbortSignal): Promise<Shipped>;
}

export interface NamedObjectOptions {
  readonly bucket: string;
  readonly keyOf: (at: Date, ordinal: number) => string;
  /** Told before the first byte leaves. */
  readonly onKey?: ((key: string) => void) | undefined;
}

/** Never overwrites what somebody else put there: a name that is taken gets an ordinal. */
export function createNamedObject(s3: S3Client, { bucket, keyOf, onKey }: NamedObjectOptions): NamedObject {
  const runId = randomUUID();
  let key: string | undefined;
  let ordinal = 0;
  let isOurs = false;
  let canAsk = true;
  const nextKey = (at: Date): string => {
    while (ordinal < MOST_ORDINALS) {
      ordinal += 1;
      const candidate = keyOf(at, ordinal);
      if (!claimKey(bucket, candidate)) continue;
      onKey?.(candidate);
      return candidate;
    }
    throw new LogCaptureError("KEY_TAKEN", `${keyOf(at, 1)} and ${MOST_ORDINALS - 1} more names are taken`);
  };
  return {
    async put({ open, expectedBytes, metadata }, at, deadline) {
      for (;;) {
        key ??= nextKey(at);
        const target = { bucket, key, metadata: { ...metadata, "run-id": runId }, onlyIfNew: canAsk && !isOurs };
        try {
          const bytes = await upload(s3, open(), target, { expectedBytes, abortSignal: deadline });
          isOurs = true;
          return { bucket, key, bytes };
        } catch (error) {
          const { httpStatus: status } = explainFailure(error);
          // Stand-ins for S3 that do not know conditional writes.
          if (!deadline.aborted && target.onlyIfNew && status === 501) canAsk = false;
          else if (!deadline.aborted && target.onlyIfNew && (status === 412 || status === 409)) {
            // An answer that got lost and was asked for again: the object is the one that we just put.
            isOurs = (await runIdOf(s3, { Bucket: bucket, Key: key }, deadline)) === runId;
            if (!isOurs) key = undefined;
          } else throw shipFailure(error, deadline);
        }
      }
    },
  };
}

async function runIdOf(
  s3: S3Client,
  place: { readonly Bucket: string; readonly Key: string },
  abortSignal: AbortSignal,
): Promise<string | undefined> {
  const { HeadObjectCommand } = await import("@aws-sdk/client-s3");
  const head = await s3.send(new HeadObjectCommand(place), { abortSignal }).catch(() => undefined);
  return head?.Metadata?.["run-id"];
}
