import { receiveXml } from "../body/receive-xml.ts";
import { readTagSet, tagSetXml } from "../objects/tags.ts";
import { findBucket } from "../request/find.ts";
import { NO_CONTENT, type Reply, xmlReply } from "../request/reply.ts";
import { malformedXml, S3Error } from "../request/s3-error.ts";
import type { S3Request } from "../request/s3-request.ts";
import type { S3 } from "../request/s3.ts";
import { childrenOf } from "../xml/read-xml.ts";

/** A bucket without tags has no tag set, where an object has an empty one. */
export function getBucketTagging(s3: S3, request: S3Request): Reply {
  const { name, tags } = findBucket(s3, request);
  if (tags.length > 0) return xmlReply("Tagging", tagSetXml(tags));
  throw new S3Error("NoSuchTagSet", "The TagSet does not exist", 404, { BucketName: name });
}

export async function putBucketTagging(s3: S3, request: S3Request): Promise<Reply> {
  findBucket(s3, request);
  const [set] = childrenOf(await receiveXml(request, "Tagging"), "TagSet");
  if (set === undefined) throw malformedXml();
  s3.store.putBucket({ ...findBucket(s3, request), tags: readTagSet(set, "bucket") });
  return NO_CONTENT;
}

export function deleteBucketTagging(s3: S3, request: S3Request): Reply {
  s3.store.putBucket({ ...findBucket(s3, request), tags: [] });
  return NO_CONTENT;
}
