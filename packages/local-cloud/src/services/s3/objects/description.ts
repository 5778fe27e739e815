import { notModelled, S3Error } from "../request/s3-error.ts";
import { header, type S3Request } from "../request/s3-request.ts";
import type { Description, Encryption } from "../store/records.ts";
import { readMetadata } from "./metadata.ts";
import { readTaggingHeader } from "./tags.ts";

export const DEFAULT_TYPE = "binary/octet-stream";
export const STANDARD = "STANDARD";
const DEFAULT_ENCRYPTION: Encryption = { algorithm: "AES256" };

const STORAGE_CLASSES: readonly string[] = [
  STANDARD,
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "REDUCED_REDUNDANCY",
  "GLACIER",
  "GLACIER_IR",
  "DEEP_ARCHIVE",
];
const ENCRYPTIONS: readonly string[] = ["AES256", "aws:kms", "aws:kms:dsse"];
/** Come back as they were given. */
const KEPT: readonly string[] = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
  "x-amz-website-redirect-location",
];

/** What a request says of the object that it makes. */
export function readDescription(request: S3Request): Description {
  refuseUnheard(request);
  return {
    headers: readHeaders(request),
    metadata: readMetadata(request.headers),
    tags: readTaggingHeader(header(request, "x-amz-tagging") ?? ""),
    storageClass: readStorageClass(request) ?? STANDARD,
    encryption: readEncryption(request) ?? DEFAULT_ENCRYPTION,
  };
}

export function readStorageClass(request: S3Request): string | undefined {
  const storageClass = header(request, "x-amz-storage-class");
  if (storageClass === undefined || STORAGE_CLASSES.includes(storageClass)) return storageClass;
  throw new S3Error("InvalidStorageClass", "The storage class you specified is not valid", 400, {
    StorageClassRequested: storageClass,
  });
}

/** What is asked for is said again; the bytes are kept as they are. */
export function readEncryption(request: S3Request): Encryption | undefined {
  const algorithm = header(request, "x-amz-server-side-encryption");
  if (algorithm === undefined) return undefined;
  if (!ENCRYPTIONS.includes(algorithm)) {
    throw new S3Error("InvalidArgument", "The encryption method specified is not supported", 400, {
      ArgumentName: "x-amz-server-side-encryption",
      ArgumentValue: algorithm,
    });
  }
  const keyId = header(request, "x-amz-server-side-encryption-aws-kms-key-id");
  return keyId === undefined ? { algorithm } : { algorithm, keyId };
}

export function encryptionHeaders({ algorithm, keyId }: Encryption): Readonly<Record<string, string>> {
  return {
    "x-amz-server-side-encryption": algorithm,
    ...(keyId === undefined ? {} : { "x-amz-server-side-encryption-aws-kms-key-id": keyId }),
  };
}

function readHeaders(request: S3Request): Readonly<Record<string, string>> {
  const given = KEPT.flatMap((name) => {
    const value = header(request, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const headers: Record<string, string> = { "content-type": DEFAULT_TYPE, ...Object.fromEntries(given) };
  // How the body came is not how the object is.
  const encodings = (headers["content-encoding"] ?? "").split(/\s*,\s*/).filter((each) => each !== "aws-chunked");
  delete headers["content-encoding"];
  return encodings.join("") === "" ? headers : { ...headers, "content-encoding": encodings.join(",") };
}

/** Canned ACLs that say what holds anyway where a bucket's owner owns every object, as in new buckets since 2023-04. */
const OWNERS: readonly string[] = ["private", "bucket-owner-full-control", "bucket-owner-read"];

/** What would change how an object is kept, and is not modelled, is refused rather than forgotten. */
function refuseUnheard(request: S3Request): void {
  for (const name of Object.keys(request.headers)) {
    if (/^x-amz-(?:copy-source-)?server-side-encryption-customer-/.test(name))
      throw notModelled("keys of the customer's (SSE-C)");
    if (name.startsWith("x-amz-grant-")) throw aclsAreOff();
    if (name.startsWith("x-amz-object-lock-")) {
      throw new S3Error("InvalidRequest", "Bucket is missing Object Lock Configuration");
    }
  }
  const acl = header(request, "x-amz-acl");
  if (acl !== undefined && !OWNERS.includes(acl)) throw aclsAreOff();
}

function aclsAreOff(): S3Error {
  return new S3Error("AccessControlListNotSupported", "The bucket does not allow ACLs");
}
