import { receiveXml } from "../body/receive-xml.ts";
import { findBucket } from "../request/find.ts";
import { type Reply, xmlReply } from "../request/reply.ts";
import { malformedXml } from "../request/s3-error.ts";
import type { S3Request } from "../request/s3-request.ts";
import type { S3 } from "../request/s3.ts";
import { childrenOf, textOf } from "../xml/read-xml.ts";
import type { Xml } from "../xml/write-xml.ts";
import { matches } from "./conditions.ts";
import { checkBypass } from "./delete-object.ts";

const MOST = 1000;

/** DeleteObjects. What cannot be deleted is told beside what was. */
export async function deleteObjects(s3: S3, request: S3Request): Promise<Reply> {
  const { store } = s3;
  findBucket(s3, request);
  checkBypass(request);
  const root = await receiveXml(request, "Delete");
  const objects = childrenOf(root, "Object").map((object) => ({
    key: textOf(object, "Key") ?? "",
    version: textOf(object, "VersionId"),
    etag: textOf(object, "ETag"),
  }));
  if (objects.length === 0 || objects.length > MOST || objects.some(({ key }) => key === "")) throw malformedXml();
  const quiet = textOf(root, "Quiet")?.trim().toLowerCase() === "true";
  const [deleted, errors]: [Xml[], Xml[]] = [[], []];
  for (const { key, version, etag } of objects) {
    const object = store.object(request.bucket, key);
    if (version !== undefined && version !== "null") {
      errors.push({
        Key: key,
        VersionId: version,
        Code: "NoSuchVersion",
        Message: "The specified version does not exist.",
      });
    } else if (etag !== undefined && (object === undefined || !matches(etag, object.etag))) {
      errors.push({ Key: key, ...(object === undefined ? NO_SUCH_KEY : PRECONDITION) });
    } else {
      store.removeObject(request.bucket, key);
      if (!quiet) deleted.push({ Key: key, VersionId: version });
    }
  }
  return xmlReply("DeleteResult", { Deleted: deleted, Error: errors });
}

const NO_SUCH_KEY = { Code: "NoSuchKey", Message: "The specified key does not exist." };
const PRECONDITION = {
  Code: "PreconditionFailed",
  Message: "At least one of the pre-conditions you specified did not hold",
};
