import { findBucket, checkVersion } from "../request/find.ts";
import { NO_CONTENT, type Reply } from "../request/reply.ts";
import { invalidArgument, noSuchKey, notImplemented, preconditionFailed } from "../request/s3-error.ts";
import { checkKey, header, type S3Request } from "../request/s3-request.ts";
import type { S3 } from "../request/s3.ts";
import { matches } from "./conditions.ts";

/** DeleteObject: also of what is not there. */
export function deleteObject(s3: S3, request: S3Request): Reply {
  const { store } = s3;
  const { bucket, key } = request;
  findBucket(s3, request);
  checkKey(key);
  checkBypass(request);
  checkVersion(request);
  for (const name of ["x-amz-if-match-size", "x-amz-if-match-last-modified-time"]) {
    if (header(request, name) !== undefined) throw notImplemented({ Header: name });
  }
  const ifMatch = header(request, "if-match");
  const object = store.object(bucket, key);
  if (ifMatch !== undefined) {
    if (object === undefined) throw noSuchKey(key);
    if (!matches(ifMatch, object.etag)) throw preconditionFailed("If-Match");
  }
  store.removeObject(bucket, key);
  return NO_CONTENT;
}

/** No bucket here is locked. */
export function checkBypass(request: S3Request): void {
  if (request.headers["x-amz-bypass-governance-retention"] === undefined) return;
  const message = "x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.";
  throw invalidArgument(message, "x-amz-bypass-governance-retention");
}
