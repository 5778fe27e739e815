import type { S3Request } from "./s3-request.ts";

/**
 * S3 says what it wants by method, path and the names in the query. `bucket` and `object` are by method and by the name
 * that decides; the empty name is for requests without one. Source: the API reference of S3, 2026.
 */
const BUCKET: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  GET: {
    accelerate: "GetBucketAccelerateConfiguration",
    acl: "GetBucketAcl",
    cors: "GetBucketCors",
    encryption: "GetBucketEncryption",
    lifecycle: "GetBucketLifecycleConfiguration",
    location: "GetBucketLocation",
    logging: "GetBucketLogging",
    notification: "GetBucketNotificationConfiguration",
    "object-lock": "GetObjectLockConfiguration",
    ownershipControls: "GetBucketOwnershipControls",
    policy: "GetBucketPolicy",
    policyStatus: "GetBucketPolicyStatus",
    publicAccessBlock: "GetPublicAccessBlock",
    replication: "GetBucketReplication",
    requestPayment: "GetBucketRequestPayment",
    tagging: "GetBucketTagging",
    uploads: "ListMultipartUploads",
    versioning: "GetBucketVersioning",
    versions: "ListObjectVersions",
    website: "GetBucketWebsite",
    "": "ListObjects",
  },
  HEAD: { "": "HeadBucket" },
  PUT: { tagging: "PutBucketTagging", "": "CreateBucket" },
  DELETE: { tagging: "DeleteBucketTagging", "": "DeleteBucket" },
  POST: { delete: "DeleteObjects" },
};

const OBJECT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  GET: {
    acl: "GetObjectAcl",
    attributes: "GetObjectAttributes",
    tagging: "GetObjectTagging",
    uploadId: "ListParts",
    "": "GetObject",
  },
  HEAD: { "": "HeadObject" },
  PUT: { tagging: "PutObjectTagging", uploadId: "UploadPart", "": "PutObject" },
  DELETE: { tagging: "DeleteObjectTagging", uploadId: "AbortMultipartUpload", "": "DeleteObject" },
  POST: { uploads: "CreateMultipartUpload", uploadId: "CompleteMultipartUpload" },
};

/** Names in a query that make it something else than what the method does without them. */
const SUBRESOURCES: readonly string[] = Object.keys(BUCKET["GET"] ?? {})
  .filter((name) => name !== "")
  .concat("analytics", "append", "attributes", "delete", "intelligent-tiering", "inventory", "legal-hold")
  .concat(
    "metadataTable",
    "metrics",
    "renameObject",
    "restore",
    "retention",
    "select",
    "session",
    "torrent",
    "uploadId",
  );

/** The operation; empty where S3 has none, or this has not. */
export function whichOperation({ method, bucket, key, query, headers }: Omit<S3Request, "message">): string {
  if (bucket === "") return method === "GET" ? "ListBuckets" : "";
  const table = (key === "" ? BUCKET : OBJECT)[method] ?? {};
  const name = SUBRESOURCES.find((each) => query.has(each)) ?? "";
  const operation = Object.hasOwn(table, name) ? (table[name] ?? "") : "";
  const copy = headers["x-amz-copy-source"] !== undefined;
  if (operation === "ListObjects" && query.get("list-type") === "2") return "ListObjectsV2";
  if (operation === "PutObject" && copy) return "CopyObject";
  return operation === "UploadPart" && copy ? "UploadPartCopy" : operation;
}
