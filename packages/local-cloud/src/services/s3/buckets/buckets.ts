import { receiveOptionalXml } from "../body/receive-xml.ts";
import { timeXml } from "../objects/object-headers.ts";
import { readTagSet } from "../objects/tags.ts";
import { findBucket } from "../request/find.ts";
import { ownerId } from "../request/owner.ts";
import { NO_CONTENT, type Reply, xmlReply } from "../request/reply.ts";
import { invalidArgument, notModelled, S3Error } from "../request/s3-error.ts";
import { header, type S3Request } from "../request/s3-request.ts";
import type { S3 } from "../request/s3.ts";
import { childrenOf, textOf } from "../xml/read-xml.ts";
import { isBucketName } from "./bucket-name.ts";
import { checkLocation, isRegion, regionOf } from "./location.ts";

/** CreateBucket. Who has the bucket already and asks for it in us-east-1 again is answered as if it were new. */
export async function createBucket(s3: S3, request: S3Request): Promise<Reply> {
  const name = request.bucket;
  if (!isBucketName(name)) {
    throw new S3Error("InvalidBucketName", "The specified bucket is not valid.", 400, { BucketName: name });
  }
  refuseUnheard(request);
  const configuration = await receiveOptionalXml(request, "CreateBucketConfiguration");
  const [set] = configuration === undefined ? [] : childrenOf(configuration, "Tags");
  const tags = set === undefined ? [] : readTagSet(set, "new bucket");
  const location = (configuration && textOf(configuration, "LocationConstraint")) ?? "";
  checkLocation(location, askedRegion(s3, request));
  if (!s3.store.buckets.has(name)) {
    s3.store.putBucket({ name, created: s3.store.now(), location, tags });
  } else if (regionOf(location) !== "us-east-1" || tags.length > 0) {
    throw new S3Error(
      "BucketAlreadyOwnedByYou",
      "Your previous request to create the named bucket succeeded and you already own it.",
      409,
      { BucketName: name },
    );
  }
  const at = regionOf(location) === "us-east-1" ? `/${name}` : `http://${name}.s3.amazonaws.com/`;
  return { statusCode: 200, headers: { location: at, "x-amz-bucket-arn": arnOf(s3, name) } };
}

export function deleteBucket(s3: S3, request: S3Request): Reply {
  const { name } = findBucket(s3, request);
  if (s3.store.keys(name).length > 0) {
    throw new S3Error("BucketNotEmpty", "The bucket you tried to delete is not empty", 409, { BucketName: name });
  }
  s3.store.removeBucket(name);
  return NO_CONTENT;
}

export function headBucket(s3: S3, request: S3Request): Reply {
  const { name, location } = findBucket(s3, request);
  return {
    statusCode: 200,
    headers: {
      "content-type": "application/xml",
      "x-amz-bucket-region": regionOf(location),
      "x-amz-bucket-arn": arnOf(s3, name),
      "x-amz-access-point-alias": "false",
    },
  };
}

export function getBucketLocation(s3: S3, request: S3Request): Reply {
  return xmlReply("LocationConstraint", findBucket(s3, request).location);
}

/** ListBuckets. Without `max-buckets` all of them are given. */
export function listBuckets(s3: S3, { query }: S3Request): Reply {
  const [prefix, region] = [query.get("prefix"), query.get("bucket-region")];
  if (region !== null && region !== "" && !isRegion(region)) {
    throw invalidArgument(`Argument value ${region} is not a valid AWS Region`, "bucket-region");
  }
  const most = query.has("max-buckets") ? Number(query.get("max-buckets")) : 10_000;
  if (!(Number.isInteger(most) && most >= 1 && most <= 10_000)) {
    throw invalidArgument("Argument max-buckets must be an integer between 1 and 10000", "max-buckets", String(most));
  }
  const after = Buffer.from(query.get("continuation-token") ?? "", "base64").toString();
  const fitting = [...s3.store.buckets.values()]
    .filter(({ name, location }) => name.startsWith(prefix ?? "") && (!region || regionOf(location) === region))
    .filter(({ name }) => name > after)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const shown = fitting.slice(0, most);
  return xmlReply("ListAllMyBucketsResult", {
    Owner: { ID: ownerId(s3) },
    Buckets: {
      Bucket: shown.map(({ name, created, location }) => ({
        Name: name,
        CreationDate: timeXml(created),
        BucketRegion: regionOf(location),
        BucketArn: arnOf(s3, name),
      })),
    },
    Prefix: prefix ?? undefined,
    ContinuationToken:
      fitting.length > shown.length ? Buffer.from(shown.at(-1)?.name ?? "").toString("base64") : undefined,
  });
}

function refuseUnheard(request: S3Request): void {
  if (header(request, "x-amz-bucket-object-lock-enabled")?.toLowerCase() === "true") {
    throw notModelled("object lock");
  }
  const acl = header(request, "x-amz-acl");
  if (acl !== undefined && acl !== "private") {
    const message = "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting";
    throw new S3Error("InvalidBucketAclWithObjectOwnership", message);
  }
}

/** The region that a request is signed for. */
function askedRegion({ region }: S3, request: S3Request): string {
  const scope = /Credential=[^/,\s]+\/\d{8}\/([^/]+)\/s3\//;
  return scope.exec(header(request, "authorization") ?? "")?.[1] ?? region;
}

function arnOf({ partition }: S3, name: string): string {
  return `arn:${partition}:s3:::${name}`;
}
