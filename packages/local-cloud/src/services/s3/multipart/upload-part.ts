import { createReadStream } from "node:fs";

import { receive } from "../body/receive.ts";
import { type ChecksumAlgorithm, checksumHeader } from "../bytes/checksums.ts";
import { type Written, writeBytes } from "../bytes/write-bytes.ts";
import { findCopySource } from "../objects/copy-source.ts";
import { encryptionHeaders } from "../objects/description.ts";
import { timeXml } from "../objects/object-headers.ts";
import { readSourceRange } from "../objects/range.ts";
import { findUpload } from "../request/find.ts";
import { type Reply, xmlReply } from "../request/reply.ts";
import { invalidArgument, invalidRequest } from "../request/s3-error.ts";
import { header, type S3Request } from "../request/s3-request.ts";
import type { S3 } from "../request/s3.ts";
import type { Upload, UploadedPart } from "../store/records.ts";

export async function uploadPart(s3: S3, request: S3Request): Promise<Reply> {
  const upload = findUpload(s3, request);
  const number = readPartNumber(request);
  const received = await receive(request, s3.store.files, (named) => {
    checkAlgorithm(upload, named);
    return upload.checksum === undefined ? [] : [upload.checksum.algorithm];
  });
  keepPart(s3, request, received, number);
  const algorithm = received.named ?? upload.checksum?.algorithm;
  return {
    statusCode: 200,
    headers: {
      etag: `"${received.md5}"`,
      ...encryptionHeaders(upload.encryption),
      ...(algorithm === undefined ? {} : { [checksumHeader(algorithm)]: received.checksums[algorithm] ?? "" }),
    },
  };
}

/** UploadPartCopy: a part out of an object, or of a range of it. */
export async function uploadPartCopy(s3: S3, request: S3Request): Promise<Reply> {
  const upload = findUpload(s3, request);
  const number = readPartNumber(request);
  const { object } = findCopySource(s3, request);
  const range = header(request, "x-amz-copy-source-range");
  const { start, length } =
    range === undefined ? { start: 0, length: object.size } : readSourceRange(range, object.size);
  const algorithm = upload.checksum?.algorithm;
  const fd = s3.store.files.open(object.file);
  const stream = createReadStream("", { fd, start, end: Math.max(start + length - 1, 0) });
  const written = await writeBytes(stream, s3.store.files, algorithm === undefined ? [] : [algorithm]);
  const part = keepPart(s3, request, written, number);
  return xmlReply(
    "CopyPartResult",
    {
      LastModified: timeXml(part.modified),
      ETag: `"${part.etag}"`,
      ...(algorithm === undefined ? {} : { [`Checksum${algorithm}`]: part.checksum }),
    },
    encryptionHeaders(upload.encryption),
  );
}

/** The upload may have ended while the part came. */
function keepPart(s3: S3, request: S3Request, { file, size, md5, checksums }: Written, number: number): UploadedPart {
  try {
    const { id, checksum } = findUpload(s3, request);
    const value = checksum && checksums[checksum.algorithm];
    const part = {
      number,
      file,
      size,
      etag: md5,
      modified: s3.store.now(),
      ...(value === undefined ? {} : { checksum: value }),
    };
    s3.store.putPart(id, part);
    return part;
  } catch (error) {
    s3.store.files.remove(file);
    throw error;
  }
}

/** A part has the checksum that the upload was created with; of a full object it can be left to S3 to compute. */
function checkAlgorithm({ checksum }: Upload, named: ChecksumAlgorithm | undefined): void {
  if (checksum === undefined || named === checksum.algorithm) return;
  if (named === undefined && checksum.type === "FULL_OBJECT") return;
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.toLowerCase()}, actual checksum Type: ${named?.toLowerCase() ?? "null"}`,
  );
}

function readPartNumber({ query }: S3Request): number {
  const text = query.get("partNumber") ?? "";
  const number = /^\d+$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= 10_000) return number;
  throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", text);
}
