import { readEncoding, readMost } from "../listing/list-parameters.ts";
import { timeXml } from "../objects/object-headers.ts";
import { findBucket, findUpload } from "../request/find.ts";
import { ownerId } from "../request/owner.ts";
import { NO_CONTENT, type Reply, xmlReply } from "../request/reply.ts";
import { invalidArgument } from "../request/s3-error.ts";
import type { S3Request } from "../request/s3-request.ts";
import type { S3 } from "../request/s3.ts";
import type { Upload } from "../store/records.ts";
import type { Xml } from "../xml/write-xml.ts";
import { type UploadEntry, uploadPage } from "./upload-page.ts";

export function abortMultipartUpload(s3: S3, request: S3Request): Reply {
  s3.store.removeUpload(findUpload(s3, request).id);
  return NO_CONTENT;
}

/** ListMultipartUploads: by key, those of one key by when they began. */
export function listMultipartUploads(s3: S3, request: S3Request): Reply {
  const bucket = findBucket(s3, request);
  const { query } = request;
  const encoding = readEncoding(request);
  const { encode } = encoding;
  const limit = readMost(request, "max-uploads");
  const [prefix, delimiter] = [query.get("prefix") ?? "", query.get("delimiter") ?? ""];
  const keyMarker = query.get("key-marker") ?? "";
  const idMarker = keyMarker === "" ? "" : (query.get("upload-id-marker") ?? "");
  if ((s3.store.upload(idMarker)?.key ?? keyMarker) !== keyMarker) {
    throw invalidArgument("Invalid uploadId marker", "upload-id-marker", idMarker);
  }
  const { entries, truncated } = uploadPage(s3.store.uploads(bucket.name), {
    prefix,
    delimiter,
    keyMarker,
    idMarker,
    limit,
  });
  const last = entries.at(-1);
  return xmlReply("ListMultipartUploadsResult", {
    Bucket: bucket.name,
    KeyMarker: encode(keyMarker),
    UploadIdMarker: idMarker,
    // Behind a group AWS has no marker to go on from (recorded).
    NextKeyMarker: encode(last === undefined || typeof last === "string" ? "" : last.key),
    NextUploadIdMarker: last === undefined || typeof last === "string" ? "" : last.id,
    Prefix: prefix === "" ? undefined : encode(prefix),
    Delimiter: delimiter === "" ? undefined : encode(delimiter),
    EncodingType: encoding.type,
    MaxUploads: limit,
    IsTruncated: truncated,
    Upload: uploadsOf(entries).map((upload) => uploadXml(s3, upload, encode)),
    CommonPrefixes: entries.filter((entry) => typeof entry === "string").map((group) => ({ Prefix: encode(group) })),
  });
}

export function listParts(s3: S3, request: S3Request): Reply {
  const upload = findUpload(s3, request);
  const { query } = request;
  const limit = readMost(request, "max-parts");
  const text = query.get("part-number-marker") ?? "";
  if (!/^\d*$/.test(text)) {
    throw invalidArgument(
      "Provided part-number-marker not an integer or within integer range",
      "part-number-marker",
      text,
    );
  }
  const marker = Number(text);
  const rest = [...s3.store.parts(upload.id).values()]
    .filter(({ number }) => number > marker)
    .sort((a, b) => a.number - b.number);
  const shown = rest.slice(0, limit);
  return xmlReply("ListPartsResult", {
    Bucket: upload.bucket,
    Key: upload.key,
    UploadId: upload.id,
    Initiator: { ID: ownerId(s3), DisplayName: "local-cloud" },
    Owner: { ID: ownerId(s3) },
    StorageClass: upload.storageClass,
    PartNumberMarker: marker,
    NextPartNumberMarker: shown.at(-1)?.number ?? 0,
    MaxParts: limit,
    IsTruncated: rest.length > shown.length,
    ChecksumAlgorithm: upload.checksum?.algorithm,
    ChecksumType: upload.checksum?.type,
    Part: shown.map((part) => ({
      PartNumber: part.number,
      LastModified: timeXml(part.modified),
      ETag: `"${part.etag}"`,
      Size: part.size,
      ...(upload.checksum === undefined ? {} : { [`Checksum${upload.checksum.algorithm}`]: part.checksum }),
    })),
  });
}

function uploadsOf(entries: readonly UploadEntry[]): readonly Upload[] {
  return entries.filter((entry) => typeof entry !== "string");
}

function uploadXml(s3: S3, upload: Upload, encode: (name: string) => string): Xml {
  return {
    Key: encode(upload.key),
    UploadId: upload.id,
    Initiator: { ID: ownerId(s3), DisplayName: "local-cloud" },
    Owner: { ID: ownerId(s3) },
    StorageClass: upload.storageClass,
    Initiated: timeXml(upload.initiated),
    ChecksumAlgorithm: upload.checksum?.algorithm,
    ChecksumType: upload.checksum?.type,
  };
}
