import { findObject } from "../request/find.ts";
import type { Reply } from "../request/reply.ts";
import { S3Error } from "../request/s3-error.ts";
import { header, type S3Request } from "../request/s3-request.ts";
import type { S3 } from "../request/s3.ts";
import type { StoredObject } from "../store/records.ts";
import { checkRead } from "./conditions.ts";
import { checksumHeaders, objectHeaders } from "./object-headers.ts";
import { readSlice, type Slice } from "./range.ts";

/** GetObject, and HeadObject: the same answer, of which a HEAD gets the head. */
export function getObject(s3: S3, request: S3Request): Reply {
  const object = findObject(s3, request);
  const reading = checkRead(request, object, s3.store.now());
  if (reading === "not modified") {
    const { etag = "", "last-modified": modified = "" } = objectHeaders(object);
    return { statusCode: 304, headers: { etag, "last-modified": modified } };
  }
  if (request.method === "GET") checkArchived(object);
  const slice = readSlice(request, object);
  const headers = {
    ...objectHeaders(object),
    ...overrides(request),
    ...(header(request, "x-amz-checksum-mode")?.toUpperCase() === "ENABLED" ? sliceChecksum(object, slice) : {}),
    ...(slice.part !== undefined && object.parts !== undefined
      ? { "x-amz-mp-parts-count": String(object.parts.length) }
      : {}),
    ...(slice.contentRange === undefined ? {} : { "content-range": slice.contentRange }),
    "content-length": String(slice.length),
  };
  const statusCode = slice.contentRange === undefined ? 200 : 206;
  if (request.method === "HEAD") return { statusCode, headers };
  return {
    statusCode,
    headers,
    body: { fd: s3.store.files.open(object.file), start: slice.start, length: slice.length },
  };
}

/** A part of a composite has a checksum of its own; another slice has none, unless it is all (recorded from AWS, 2025). */
function sliceChecksum({ checksum, size }: StoredObject, { part, length }: Slice): Readonly<Record<string, string>> {
  if (checksum?.type === "COMPOSITE" && part?.checksum !== undefined) {
    return checksumHeaders({ ...checksum, value: part.checksum });
  }
  return length === size ? checksumHeaders(checksum) : {};
}

const ARCHIVES: readonly string[] = ["GLACIER", "DEEP_ARCHIVE"];

export function checkArchived(
  { storageClass }: StoredObject,
  message = "The operation is not valid for the object's storage class",
): void {
  if (!ARCHIVES.includes(storageClass)) return;
  throw new S3Error("InvalidObjectState", message, 403, { StorageClass: storageClass });
}

/** `response-content-type` and its like in the query. */
function overrides({ query }: S3Request): Readonly<Record<string, string>> {
  const names = [
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "expires",
  ];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = query.get(`response-${name}`);
      return value === null ? [] : [[name, value]];
    }),
  );
}
