import type { CompletedPart, S3Client } from "@aws-sdk/client-s3";

import { type ByteReader, fill } from "./byte-reader.ts";

/** Above this size an object goes up in parts. */
const PART_BYTES = 8 * 1024 * 1024;
const MAX_PARTS = 10_000;
const PARALLEL = 3;

export interface UploadTarget {
  readonly bucket: string;
  readonly key: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Refuses with a `PreconditionFailed` when the key is taken. */
  readonly onlyIfNew: boolean;
}

export interface UploadBounds {
  /** About how much will come, which decides how large the parts are. */
  readonly expectedBytes: number;
  readonly abortSignal: AbortSignal;
}

/**
 * Puts what a reader gives into one object, in constant memory: three buffers, each filled in turn and sent while the
 * others are filled. A buffer can be sent again, so every request may be retried. Returns the size of the object.
 */
export async function upload(
  s3: S3Client,
  source: ByteReader,
  target: UploadTarget,
  { expectedBytes, abortSignal }: UploadBounds,
): Promise<number> {
  const sdk = await import("@aws-sdk/client-s3");
  const place = { Bucket: target.bucket, Key: target.key };
  const described = { ...place, ContentType: "text/plain; charset=utf-8", Metadata: { ...target.metadata } };
  const condition = target.onlyIfNew ? { IfNoneMatch: "*" } : {};
  // Redaction may lengthen a log, hence twice.
  const partBytes = Math.max(PART_BYTES, Math.ceil((2 * expectedBytes) / MAX_PARTS));
  // A buffer for a whole part only where one will come.
  const first = Buffer.allocUnsafeSlow(Math.min(partBytes, expectedBytes + PART_BYTES / 8));
  const firstBytes = await fill(source, first);
  if (firstBytes < first.length) {
    const Body = first.subarray(0, firstBytes);
    await s3.send(new sdk.PutObjectCommand({ ...described, ...condition, Body }), { abortSignal });
    return firstBytes;
  }

  const create = new sdk.CreateMultipartUploadCommand(described);
  const { UploadId } = await s3.send(create, { abortSignal });
  try {
    const parts: CompletedPart[] = [];
    let bytes = 0;
    let turn: Promise<unknown> = Promise.resolve();
    /** Fills buffers strictly one after the other; the number of a part is its place in that order. */
    const nextPart = async (buffer: Buffer, filled: number): Promise<{ length: number; PartNumber: number }> => {
      const length = filled + (await fill(source, buffer.subarray(filled)));
      if (length === 0) return { length, PartNumber: 0 };
      bytes += length;
      return { length, PartNumber: parts.push({}) };
    };
    const stop = new AbortController();
    const signal = AbortSignal.any([abortSignal, stop.signal]);
    const worker = async (buffer: Buffer, filled = 0): Promise<void> => {
      for (let held = filled; !signal.aborted; held = 0) {
        const part = turn.then(() => nextPart(buffer, held));
        turn = part.catch(() => {});
        const { length, PartNumber } = await part;
        if (length === 0) return;
        const Body = buffer.subarray(0, length);
        const command = new sdk.UploadPartCommand({ ...place, UploadId, PartNumber, Body });
        const { ETag } = await s3.send(command, { abortSignal: signal });
        parts[PartNumber - 1] = { PartNumber, ETag };
      }
      signal.throwIfAborted();
    };
    const start = first.length === partBytes ? first : Buffer.concat([first], partBytes);
    const workers = [worker(start, firstBytes)];
    while (workers.length < PARALLEL) workers.push(worker(Buffer.allocUnsafeSlow(partBytes)));
    await Promise.all(workers).catch(async (error: unknown) => {
      stop.abort(error);
      await Promise.allSettled(workers);
      throw error;
    });
    const MultipartUpload = { Parts: parts };
    await s3.send(new sdk.CompleteMultipartUploadCommand({ ...place, ...condition, UploadId, MultipartUpload }), {
      abortSignal,
    });
    return bytes;
  } catch (error) {
    const tooLate = AbortSignal.timeout(2000);
    const abort = new sdk.AbortMultipartUploadCommand({ ...place, UploadId });
    await s3.send(abort, { abortSignal: tooLate }).catch(() => {});
    throw error;
  }
}
