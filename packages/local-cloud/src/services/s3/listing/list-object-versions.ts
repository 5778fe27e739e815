import { findBucket } from "../request/find.ts";
import { type Reply, xmlReply } from "../request/reply.ts";
import type { S3Request } from "../request/s3-request.ts";
import type { S3 } from "../request/s3.ts";
import { fromOrder, toOrder } from "../store/key-index.ts";
import { pageOf } from "../store/page.ts";
import { readEncoding, readMost } from "./list-parameters.ts";
import { entriesXml } from "./object-xml.ts";

/** ListObjectVersions of a bucket without versions: each object has the one that is called `null`. */
export function listObjectVersions(s3: S3, request: S3Request): Reply {
  const bucket = findBucket(s3, request);
  const { query } = request;
  const [prefix, delimiter] = [query.get("prefix") ?? "", query.get("delimiter") ?? ""];
  const marker = query.get("key-marker") ?? "";
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
  const last = page.entries.at(-1);
  return xmlReply("ListVersionsResult", {
    Name: bucket.name,
    Prefix: encode(prefix),
    KeyMarker: encode(marker),
    VersionIdMarker: query.get("version-id-marker") ?? "",
    NextKeyMarker: page.truncated ? encode(fromOrder(last?.order ?? "")) : undefined,
    NextVersionIdMarker: page.truncated && last?.group === false ? "null" : undefined,
    MaxKeys: limit,
    Delimiter: delimiter === "" ? undefined : encode(delimiter),
    IsTruncated: page.truncated,
    EncodingType: encoding.type,
    Version: objects.map((object) => ({ ...object, VersionId: "null", IsLatest: true })),
    CommonPrefixes: groups,
  });
}
