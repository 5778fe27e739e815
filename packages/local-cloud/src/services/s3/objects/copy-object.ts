import { createReadStream } from "node:fs";

import { type Checksum, type ChecksumAlgorithm, isChecksumAlgorithm } from "../bytes/checksums.ts";
import { writeBytes } from "../bytes/write-bytes.ts";
import { findBucket } from "../request/find.ts";
import { type Reply, xmlReply } from "../request/reply.ts";
import { invalidArgument, invalidRequest, S3Error } from "../request/s3-error.ts";
import { checkKey, header, type S3Request } from "../request/s3-request.ts";
import type { S3 } from "../request/s3.ts";
import type { Description, StoredObject } from "../store/records.ts";
import { checkWrite, readWriteCondition } from "./conditions.ts";
import { type CopySource, findCopySource } from "./copy-source.ts";
import { encryptionHeaders, readDescription, readEncryption, readStorageClass } from "./description.ts";
import { checksumXml, timeXml } from "./object-headers.ts";

const LARGEST_COPY = 5 * 2 ** 30;

/** CopyObject. Bytes are shared where no other checksum of them is asked for. */
export async function copyObject(s3: S3, request: S3Request): Promise<Reply> {
  const { store } = s3;
  const { bucket, key } = request;
  findBucket(s3, request);
  checkKey(key);
  const condition = readWriteCondition(request);
  const algorithm = readAlgorithm(request);
  const source = findCopySource(s3, request);
  if (source.object.size > LARGEST_COPY) {
    throw invalidRequest(
      "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120",
    );
  }
  checkWrite(condition, key, store.object(bucket, key));
  const description = describeCopy(request, source);
  const bytes = await copyBytes(s3, source.object, algorithm);
  try {
    findBucket(s3, request);
    checkWrite(condition, key, store.object(bucket, key));
  } catch (error) {
    store.files.remove(bytes.file);
    throw error;
  }
  const modified = store.now();
  store.putObject(bucket, key, { ...description, ...bytes, modified });
  return xmlReply(
    "CopyObjectResult",
    { LastModified: timeXml(modified), ETag: `"${bytes.etag}"`, ...checksumXml(bytes.checksum) },
    encryptionHeaders(description.encryption),
  );
}

/** What the copy is said to be: as its source, or as the request says, for metadata and tags each on their own. */
function describeCopy(request: S3Request, source: CopySource): Description {
  const replaces = directive(request, "x-amz-metadata-directive");
  const retags = directive(request, "x-amz-tagging-directive");
  const given = readDescription(request);
  const storageClass = readStorageClass(request);
  const encryption = readEncryption(request);
  const redirect = header(request, "x-amz-website-redirect-location");
  const same = source.bucket === request.bucket && source.key === request.key;
  if (same && !replaces && storageClass === undefined && encryption === undefined && redirect === undefined) {
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const { "x-amz-website-redirect-location": _, ...kept } = source.object.headers;
  return {
    headers: replaces
      ? given.headers
      : { ...kept, ...(redirect === undefined ? {} : { "x-amz-website-redirect-location": redirect }) },
    metadata: replaces ? given.metadata : source.object.metadata,
    tags: retags ? given.tags : source.object.tags,
    storageClass: given.storageClass,
    encryption: given.encryption,
  };
}

/** An object in parts becomes one in a piece: its ETag and a composite checksum are computed anew. */
async function copyBytes(
  { store: { files } }: S3,
  source: StoredObject,
  asked: ChecksumAlgorithm | undefined,
): Promise<Pick<StoredObject, "file" | "size" | "etag" | "checksum">> {
  const algorithm = asked ?? source.checksum?.algorithm ?? "CRC64NVME";
  const { checksum, size, etag } = source;
  const known = checksum?.algorithm === algorithm && checksum.type === "FULL_OBJECT";
  if (known && source.parts === undefined) return { file: files.share(source.file), size, etag, checksum };
  // Opened at once: it may be replaced while it is read.
  const stream = createReadStream("", { fd: files.open(source.file) });
  const written = await writeBytes(stream, files, [algorithm]);
  const computed: Checksum = { algorithm, value: written.checksums[algorithm] ?? "", type: "FULL_OBJECT" };
  return { file: written.file, size: written.size, etag: written.md5, checksum: computed };
}

function directive(request: S3Request, name: string): boolean {
  const value = header(request, name) ?? "COPY";
  if (value !== "COPY" && value !== "REPLACE") {
    const what = name === "x-amz-metadata-directive" ? "metadata" : "tagging";
    throw invalidArgument(`Unknown ${what} directive.`, name, value);
  }
  return value === "REPLACE";
}

export function readAlgorithm(request: S3Request): ChecksumAlgorithm | undefined {
  const text = header(request, "x-amz-checksum-algorithm");
  const algorithm = text?.toUpperCase();
  if (text === undefined || isChecksumAlgorithm(algorithm)) return algorithm as ChecksumAlgorithm | undefined;
  throw new S3Error(
    "InvalidRequest",
    "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
  );
}
