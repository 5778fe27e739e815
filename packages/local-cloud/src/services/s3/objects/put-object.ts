import { receive } from "../body/receive.ts";
import type { Checksum } from "../bytes/checksums.ts";
import { findBucket } from "../request/find.ts";
import type { Reply } from "../request/reply.ts";
import { checkKey, type S3Request } from "../request/s3-request.ts";
import type { S3 } from "../request/s3.ts";
import { checkWrite, readWriteCondition } from "./conditions.ts";
import { encryptionHeaders, readDescription } from "./description.ts";
import { checksumHeaders } from "./object-headers.ts";

/** PutObject. Without a checksum of the sender's S3 computes a CRC64NVME ("Checking object integrity", 2026). */
export async function putObject(s3: S3, request: S3Request): Promise<Reply> {
  const { store } = s3;
  const { bucket, key } = request;
  findBucket(s3, request);
  checkKey(key);
  const condition = readWriteCondition(request);
  const description = readDescription(request);
  const received = await receive(request, store.files, (named) => [named ?? "CRC64NVME"]);
  try {
    // The bucket, too, may have gone while the body came.
    findBucket(s3, request);
    checkWrite(condition, key, store.object(bucket, key));
  } catch (error) {
    store.files.remove(received.file);
    throw error;
  }
  const algorithm = received.named ?? "CRC64NVME";
  const checksum: Checksum = { algorithm, value: received.checksums[algorithm] ?? "", type: "FULL_OBJECT" };
  const { file, size, md5: etag } = received;
  store.putObject(bucket, key, { ...description, file, size, etag, modified: store.now(), checksum });
  return {
    statusCode: 200,
    headers: { etag: `"${etag}"`, ...encryptionHeaders(description.encryption), ...checksumHeaders(checksum) },
  };
}
