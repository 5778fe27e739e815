import type { Bucket, StoredObject, Upload } from "../store/records.ts";
import { invalidArgument, noSuchKey, noSuchUpload, S3Error } from "./s3-error.ts";
import { checkKey, header, type S3Request } from "./s3-request.ts";
import type { S3 } from "./s3.ts";

/** The bucket that a request is about, or that it names otherwise, with the header that says whose that one is. */
export function findBucket(
  { store, accountId }: S3,
  request: S3Request,
  name: string = request.bucket,
  owner = "x-amz-expected-bucket-owner",
): Bucket {
  const bucket = store.buckets.get(name);
  if (bucket === undefined) {
    throw new S3Error("NoSuchBucket", "The specified bucket does not exist", 404, { BucketName: name });
  }
  checkOwner(header(request, owner), accountId);
  return bucket;
}

/** Whom the request expects a bucket to belong to: here all belong to the one account. */
function checkOwner(expected: string | undefined, accountId: string): void {
  if (expected === undefined || expected === accountId) return;
  if (/^\d{12}$/.test(expected)) throw new S3Error("AccessDenied", "Access Denied", 403);
  throw new S3Error(
    "InvalidBucketOwnerAWSAccountID",
    `The value of the expected bucket owner parameter must be an AWS Account ID... [${expected}]`,
  );
}

/** The object that a request is about. */
export function findObject(s3: S3, request: S3Request): StoredObject {
  findBucket(s3, request);
  checkKey(request.key);
  checkVersion(request);
  const object = s3.store.object(request.bucket, request.key);
  if (object === undefined) throw noSuchKey(request.key);
  return object;
}

/** There are no versions here: `null` is the one that every object has. */
export function checkVersion({ query }: S3Request): void {
  const version = query.get("versionId");
  if (version !== null && version !== "null") {
    throw invalidArgument("Invalid version id specified", "versionId", version);
  }
}

export function findUpload(s3: S3, request: S3Request): Upload {
  findBucket(s3, request);
  const id = request.query.get("uploadId") ?? "";
  const upload = s3.store.upload(id);
  if (upload === undefined || upload.bucket !== request.bucket || upload.key !== request.key) throw noSuchUpload(id);
  return upload;
}
