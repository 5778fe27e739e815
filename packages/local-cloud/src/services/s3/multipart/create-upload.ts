import { randomBytes } from "node:crypto";

import type { ChecksumAlgorithm, ChecksumType } from "../bytes/checksums.ts";
import { readAlgorithm } from "../objects/copy-object.ts";
import { encryptionHeaders, readDescription } from "../objects/description.ts";
import { findBucket } from "../request/find.ts";
import { type Reply, xmlReply } from "../request/reply.ts";
import { invalidRequest } from "../request/s3-error.ts";
import { checkKey, header, type S3Request } from "../request/s3-request.ts";
import type { S3 } from "../request/s3.ts";

/** CreateMultipartUpload: what the object will be called and said to be is told now, its bytes later. */
export function createMultipartUpload(s3: S3, request: S3Request): Reply {
  const { bucket, key } = request;
  findBucket(s3, request);
  checkKey(key);
  const description = readDescription(request);
  const checksum = readChecksum(request);
  const initiated = s3.store.now();
  const id = newUploadId(initiated);
  s3.store.putUpload({
    ...description,
    ...(checksum === undefined ? {} : { checksum }),
    id,
    bucket,
    key,
    initiated,
    overtaken: false,
  });
  return xmlReply(
    "InitiateMultipartUploadResult",
    { Bucket: bucket, Key: key, UploadId: id },
    {
      ...encryptionHeaders(description.encryption),
      ...(checksum === undefined
        ? {}
        : { "x-amz-checksum-algorithm": checksum.algorithm, "x-amz-checksum-type": checksum.type }),
    },
  );
}

/** Which checksums go together: those of SHA only over parts, CRC64NVME only over the whole (recorded from AWS, 2025). */
function readChecksum(
  request: S3Request,
): { readonly algorithm: ChecksumAlgorithm; readonly type: ChecksumType } | undefined {
  const algorithm = readAlgorithm(request);
  const asked = header(request, "x-amz-checksum-type")?.toUpperCase();
  if (algorithm === undefined) {
    if (asked === undefined) return undefined;
    throw invalidRequest("The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
  }
  if (asked === undefined) return { algorithm, type: algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE" };
  if (asked !== "COMPOSITE" && asked !== "FULL_OBJECT") {
    throw invalidRequest("Value for x-amz-checksum-type header is invalid.");
  }
  if (asked === (algorithm === "CRC64NVME" ? "COMPOSITE" : algorithm.startsWith("SHA") ? "FULL_OBJECT" : undefined)) {
    throw invalidRequest(
      `The ${asked} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return { algorithm, type: asked };
}

let count = 0;

/** Ids of the same key come in the order in which they were given, so that a list of them can be gone on with. */
function newUploadId(now: number): string {
  count += 1;
  const order = now.toString(36).padStart(9, "0") + count.toString(36).padStart(7, "0");
  return `${order}.${randomBytes(48).toString("base64url")}`;
}
