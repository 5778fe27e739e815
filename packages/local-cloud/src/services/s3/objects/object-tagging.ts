import { receiveXml } from "../body/receive-xml.ts";
import { findObject } from "../request/find.ts";
import { NO_CONTENT, type Reply, xmlReply } from "../request/reply.ts";
import type { S3Request } from "../request/s3-request.ts";
import type { S3 } from "../request/s3.ts";
import { childrenOf } from "../xml/read-xml.ts";
import { readTagSet, tagSetXml } from "./tags.ts";

export function getObjectTagging(s3: S3, request: S3Request): Reply {
  return xmlReply("Tagging", tagSetXml(findObject(s3, request).tags));
}

export async function putObjectTagging(s3: S3, request: S3Request): Promise<Reply> {
  findObject(s3, request);
  const [set] = childrenOf(await receiveXml(request, "Tagging"), "TagSet");
  const tags = set === undefined ? [] : readTagSet(set, "object");
  s3.store.describe(request.bucket, request.key, { ...findObject(s3, request), tags });
  return { statusCode: 200 };
}

export function deleteObjectTagging(s3: S3, request: S3Request): Reply {
  s3.store.describe(request.bucket, request.key, { ...findObject(s3, request), tags: [] });
  return NO_CONTENT;
}
