import { regionOf } from "../buckets/location.ts";
import { findBucket } from "../request/find.ts";
import { type Reply, xmlReply } from "../request/reply.ts";
import { invalidArgument } from "../request/s3-error.ts";
import type { S3Request } from "../request/s3-request.ts";
import type { S3 } from "../request/s3.ts";
import { fromOrder, toOrder } from "../store/key-index.ts";
import { pageOf } from "../store/page.ts";
import { readEncoding, readMost } from "./list-parameters.ts";
import { entriesXml } from "./object-xml.ts";

/** ListObjects: pages by the name of the last entry. */
export function listObjects(s3: S3, request: S3Request): Reply {
  const bucket = findBucket(s3, request);
  const { query } = request;
  const [prefix, delimiter, marker] = [
    query.get("prefix") ?? "",
    query.get("delimiter") ?? "",
    query.get("marker") ?? "",
  ];
  const encoding = readEncoding(request);
  const { encode } = encoding;
  const limit = readMost(request, "max-keys");
  const page = pageOf(s3.store.keys(bucket.name), {
    prefix: toOrder(prefix),
    delimiter: toOrder(delimiter),
    after: marker === "" ? undefined : toOrder(marker),
    resumed: true,
    limit,
  });
  const { objects, groups } = entriesXml(s3, bucket.name, page, { encode, withOwner: true });
  const last = fromOrder(page.entries.at(-1)?.order ?? "");
  return xmlReply(
    "ListBucketResult",
    {
      Name: bucket.name,
      Prefix: encode(prefix),
      Marker: encode(marker),
      NextMarker: page.truncated && delimiter !== "" ? encode(last) : undefined,
      MaxKeys: limit,
      Delimiter: delimiter === "" ? undefined : encode(delimiter),
      IsTruncated: page.truncated,
      EncodingType: encoding.type,
      Contents: objects,
      CommonPrefixes: groups,
    },
    { "x-amz-bucket-region": regionOf(bucket.location) },
  );
}

/** ListObjectsV2: pages by a token, which is where the last one ended. */
export function listObjectsV2(s3: S3, request: S3Request): Reply {
  const bucket = findBucket(s3, request);
  const { query } = request;
  const [prefix, delimiter] = [query.get("prefix") ?? "", query.get("delimiter") ?? ""];
  const startAfter = query.get("start-after") ?? "";
  const token = query.get("continuation-token");
  const encoding = readEncoding(request);
  const { encode } = encoding;
  const limit = readMost(request, "max-keys");
  const resumed = token === null ? undefined : readToken(token);
  const page = pageOf(s3.store.keys(bucket.name), {
    prefix: toOrder(prefix),
    delimiter: toOrder(delimiter),
    after: resumed ?? (startAfter === "" ? undefined : toOrder(startAfter)),
    resumed: resumed !== undefined,
    limit,
  });
  const withOwner = query.get("fetch-owner") === "true";
  const { objects, groups } = entriesXml(s3, bucket.name, page, { encode, withOwner });
  return xmlReply(
    "ListBucketResult",
    {
      Name: bucket.name,
      Prefix: encode(prefix),
      ContinuationToken: token ?? undefined,
      NextContinuationToken: page.truncated ? writeToken(page.entries.at(-1)?.order ?? "") : undefined,
      StartAfter: startAfter === "" || token !== null ? undefined : encode(startAfter),
      KeyCount: page.entries.length,
      MaxKeys: limit,
      Delimiter: delimiter === "" ? undefined : encode(delimiter),
      IsTruncated: page.truncated,
      EncodingType: encoding.type,
      Contents: objects,
      CommonPrefixes: groups,
    },
    { "x-amz-bucket-region": regionOf(bucket.location) },
  );
}

function writeToken(order: string): string {
  return Buffer.from(`1${order}`, "latin1").toString("base64");
}

function readToken(token: string): string {
  const text = Buffer.from(token, "base64").toString("latin1");
  if (text.startsWith("1") && writeToken(text.slice(1)) === token) return text.slice(1);
  throw invalidArgument("The continuation token provided is incorrect", "continuation-token");
}
