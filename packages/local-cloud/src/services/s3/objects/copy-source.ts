import { findBucket } from "../request/find.ts";
import { invalidArgument, noSuchKey } from "../request/s3-error.ts";
import { header, type S3Request } from "../request/s3-request.ts";
import type { S3 } from "../request/s3.ts";
import type { StoredObject } from "../store/records.ts";
import { checkSource } from "./conditions.ts";
import { checkArchived } from "./get-object.ts";

const SOURCE = "x-amz-copy-source";

export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly object: StoredObject;
}

/** What `x-amz-copy-source` names, where it meets the conditions that are put on it. */
export function findCopySource(s3: S3, request: S3Request): CopySource {
  const text = header(request, SOURCE) ?? "";
  const [path = "", version] = text.split("?versionId=");
  const [, bucket = "", key = ""] = /^\/?([^/]+)(?:\/(.*))?$/s.exec(decoded(path)) ?? [];
  if (bucket === "") throw invalidCopySource(text);
  if (key === "") throw invalidArgument("Invalid copy source object key", SOURCE, SOURCE);
  if (version !== undefined && version !== "null") {
    throw invalidArgument("Invalid version id specified", SOURCE, text);
  }
  findBucket(s3, request, bucket, "x-amz-source-expected-bucket-owner");
  const object = s3.store.object(bucket, key);
  if (object === undefined) throw noSuchKey(key);
  checkArchived(object, "Operation is not valid for the source object's storage class");
  checkSource(request, object, s3.store.now());
  return { bucket, key, object };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw invalidCopySource(text);
  }
}

function invalidCopySource(text: string): Error {
  return invalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey", SOURCE, text);
}
