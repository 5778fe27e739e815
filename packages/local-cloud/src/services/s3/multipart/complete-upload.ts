import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

import { receiveOptionalXml } from "../body/receive-xml.ts";
import { type Checksum, type ChecksumAlgorithm, checksumHeader, compositeChecksum } from "../bytes/checksums.ts";
import { writeBytes } from "../bytes/write-bytes.ts";
import { checkWrite, readWriteCondition, type WriteCondition } from "../objects/conditions.ts";
import { encryptionHeaders } from "../objects/description.ts";
import { checksumXml } from "../objects/object-headers.ts";
import { findBucket, findUpload } from "../request/find.ts";
import { type Reply, xmlReply } from "../request/reply.ts";
import { invalidRequest, S3Error } from "../request/s3-error.ts";
import { header, type S3Request } from "../request/s3-request.ts";
import type { S3 } from "../request/s3.ts";
import type { Upload, UploadedPart } from "../store/records.ts";
import { choosePart, readParts } from "./complete-parts.ts";

/** CompleteMultipartUpload: the parts that are named become one object, at once. */
export async function completeMultipartUpload(s3: S3, request: S3Request): Promise<Reply> {
  const { store } = s3;
  const { bucket, key } = request;
  const condition = readWriteCondition(request);
  findUpload(s3, request);
  const root = await receiveOptionalXml(request, "CompleteMultipartUpload");
  if (root === undefined) throw invalidRequest("You must specify at least one part");
  const upload = findUpload(s3, request);
  checkCondition(s3, upload, condition);
  const named = readParts(root, upload.id);
  checkType(request, upload);
  const uploaded = store.parts(upload.id);
  const parts = named.map((part, index) => choosePart(part, uploaded, upload, index === named.length - 1));
  checkSize(request, parts);
  const { file, checksum } = await joined(s3, upload, parts);
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const etag = etagOf(parts);
  try {
    checkPromised(request, checksum);
    findBucket(s3, request);
    checkCondition(s3, findUpload(s3, request), condition);
  } catch (error) {
    store.files.remove(file);
    throw error;
  }
  const { headers, metadata, tags, storageClass, encryption } = upload;
  const description = { headers, metadata, tags, storageClass, encryption };
  const objectParts = parts.map((part) => ({
    number: part.number,
    size: part.size,
    ...(part.checksum === undefined ? {} : { checksum: part.checksum }),
  }));
  store.putObject(bucket, key, {
    ...description,
    file,
    size,
    etag,
    modified: store.now(),
    checksum,
    parts: objectParts,
  });
  store.removeUpload(upload.id);
  return xmlReply(
    "CompleteMultipartUploadResult",
    { Location: locationOf(request), Bucket: bucket, Key: key, ETag: `"${etag}"`, ...checksumXml(checksum) },
    encryptionHeaders(description.encryption),
  );
}

/** Beyond what holds for any write: what has changed since the upload began is a conflict (recorded from AWS, 2025). */
function checkCondition({ store }: S3, { bucket, key, overtaken }: Upload, condition: WriteCondition): void {
  checkWrite(condition, key, store.object(bucket, key));
  if (!overtaken || (!condition.ifNoneMatch && condition.ifMatch === undefined)) return;
  throw new S3Error(
    "ConditionalRequestConflict",
    "The conditional request cannot succeed due to a conflicting operation against this resource.",
    409,
    { Condition: condition.ifNoneMatch ? "If-None-Match" : "If-Match", Key: key },
  );
}

function checkType(request: S3Request, { checksum }: Upload): void {
  const type = header(request, "x-amz-checksum-type")?.toUpperCase();
  if (type === undefined || type === checksum?.type) return;
  const created = checksum?.type ?? "null";
  throw invalidRequest(
    `The upload was created using the ${created} checksum mode. The complete request must use the same checksum mode.`,
  );
}

function checkSize(request: S3Request, parts: readonly UploadedPart[]): void {
  const promised = header(request, "x-amz-mp-object-size");
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  if (promised === undefined || Number(promised) === size) return;
  throw invalidRequest(
    `The provided 'x-amz-mp-object-size' header value ${promised} does not match what was computed: ${size}`,
  );
}

/** Writes the parts behind each other. Without an algorithm the whole gets a CRC64NVME. */
async function joined(
  { store: { files } }: S3,
  { checksum }: Upload,
  parts: readonly UploadedPart[],
): Promise<{ readonly file: string; readonly checksum: Checksum }> {
  const algorithm: ChecksumAlgorithm = checksum?.algorithm ?? "CRC64NVME";
  const type = checksum?.type ?? "FULL_OBJECT";
  const bytes = async function* (): AsyncGenerator<Buffer> {
    for (const part of parts) yield* createReadStream(files.path(part.file));
  };
  const written = await writeBytes(bytes(), files, type === "COMPOSITE" ? [] : [algorithm]);
  const values = parts.map((part) => part.checksum ?? "");
  const value = type === "COMPOSITE" ? compositeChecksum(algorithm, values) : (written.checksums[algorithm] ?? "");
  return { file: written.file, checksum: { algorithm, value, type } };
}

/** What the request says that the whole comes to. */
function checkPromised(request: S3Request, { algorithm, value }: Checksum): void {
  const promised = header(request, checksumHeader(algorithm));
  if (promised === undefined || promised.replace(/-\d+$/, "") === value.replace(/-\d+$/, "")) return;
  throw new S3Error("BadDigest", `The ${algorithm.toLowerCase()} you specified did not match the calculated checksum.`);
}

function etagOf(parts: readonly UploadedPart[]): string {
  const whole = createHash("md5");
  for (const { etag } of parts) whole.update(Buffer.from(etag, "hex"));
  return `${whole.digest("hex")}-${parts.length}`;
}

function locationOf({ headers, bucket, key }: S3Request): string {
  return `http://${headers.host ?? "localhost"}/${bucket}/${encodeURIComponent(key)}`;
}
