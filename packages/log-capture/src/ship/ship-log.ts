import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";

import type { S3Client } from "@aws-sdk/client-s3";

/** Above this size a log goes up in parts, each read from the file when it is its turn. */
const PART_BYTES = 8 * 1024 * 1024;
const MAX_PARTS = 10_000;

export interface ShipOptions {
  /** The local file. */
  readonly path: string;
  readonly bucket: string;
  readonly key: string;
  /** Bytes to ship, from the start of the file: what grows behind that mark is left for the next time. @default the size now */
  readonly bytes?: number | undefined;
  /** User metadata of the object (`x-amz-meta-*`). */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** @default 30000 */
  readonly timeoutMs?: number | undefined;
}

export interface Shipped {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
}

/** Puts a local log into S3, in constant memory. Rejects with the SDK's error; never touches the file. */
export async function shipLog(
  options: ShipOptions,
  effects: { readonly s3?: S3Client | undefined } = {},
): Promise<Shipped> {
  const sdk = await import("@aws-sdk/client-s3");
  const s3 = effects.s3 ?? new sdk.S3Client({});
  const abortSignal = AbortSignal.timeout(options.timeoutMs ?? 30_000);
  const file = await open(options.path, "r");
  try {
    const bytes = options.bytes ?? (await file.stat()).size;
    const target = { Bucket: options.bucket, Key: options.key };
    const described = {
      ...target,
      ContentType: "text/plain; charset=utf-8",
      ...(options.metadata === undefined ? {} : { Metadata: { ...options.metadata } }),
    };
    if (bytes <= PART_BYTES) {
      const Body = await readExactly(file, 0, bytes);
      await s3.send(new sdk.PutObjectCommand({ ...described, Body }), { abortSignal });
    } else {
      await shipInParts();
    }
    return { bucket: options.bucket, key: options.key, bytes };

    async function shipInParts(): Promise<void> {
      const { UploadId } = await s3.send(new sdk.CreateMultipartUploadCommand(described), { abortSignal });
      try {
        const parts: { PartNumber: number; ETag: string | undefined }[] = [];
        const size = Math.max(PART_BYTES, Math.ceil(bytes / MAX_PARTS));
        for (let at = 0; at < bytes; at += size) {
          const Body = await readExactly(file, at, Math.min(size, bytes - at));
          const PartNumber = parts.length + 1;
          const ContentMD5 = createHash("md5").update(Body).digest("base64");
          const part = new sdk.UploadPartCommand({ ...target, UploadId, PartNumber, Body, ContentMD5 });
          const { ETag } = await s3.send(part, { abortSignal });
          parts.push({ PartNumber, ETag });
        }
        const MultipartUpload = { Parts: parts };
        await s3.send(new sdk.CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload }), {
          abortSignal,
        });
      } catch (error) {
        await s3.send(new sdk.AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => {});
        throw error;
      }
    }
  } finally {
    await file.close();
    if (effects.s3 === undefined) s3.destroy();
  }
}

async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  for (let filled = 0; filled < length;) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0)
      throw new Error(`the log shrank while it was shipped: ${position + filled} of ${position + length} bytes`);
    filled += bytesRead;
  }
  return buffer;
}
