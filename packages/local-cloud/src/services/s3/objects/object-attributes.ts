import { findObject } from "../request/find.ts";
import { type Reply, xmlReply } from "../request/reply.ts";
import { invalidArgument, S3Error } from "../request/s3-error.ts";
import { header, type S3Request } from "../request/s3-request.ts";
import type { S3 } from "../request/s3.ts";
import type { StoredObject } from "../store/records.ts";
import type { Xml } from "../xml/write-xml.ts";
import { checkRead } from "./conditions.ts";
import { checksumXml } from "./object-headers.ts";

const ATTRIBUTES: readonly string[] = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

/** GetObjectAttributes: what is asked for, and no more. */
export function getObjectAttributes(s3: S3, request: S3Request): Reply {
  const object = findObject(s3, request);
  if (checkRead(request, object, s3.store.now()) === "not modified") return { statusCode: 304 };
  const text = header(request, "x-amz-object-attributes");
  const asked = text?.split(/\s*,\s*/) ?? [];
  if (text === undefined) {
    throw new S3Error(
      "InvalidRequest",
      "The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty",
    );
  }
  if (asked.some((name) => !ATTRIBUTES.includes(name))) {
    throw invalidArgument("Invalid attribute name specified.", "x-amz-object-attributes", text);
  }
  const has = (name: string): boolean => asked.includes(name);
  return xmlReply(
    "GetObjectAttributesResponse",
    {
      ETag: has("ETag") ? object.etag : undefined,
      Checksum: has("Checksum") && object.checksum !== undefined ? attributeChecksum(object) : undefined,
      ObjectParts: has("ObjectParts") && object.parts !== undefined ? partsXml(object, request) : undefined,
      StorageClass: has("StorageClass") ? object.storageClass : undefined,
      ObjectSize: has("ObjectSize") ? object.size : undefined,
    },
    { "last-modified": new Date(object.modified).toUTCString() },
  );
}

/** Here a composite checksum has no number of parts behind it. */
function attributeChecksum({ checksum }: StoredObject): Xml {
  return checksum && checksumXml({ ...checksum, value: checksum.value.replace(/-\d+$/, "") });
}

/** The parts themselves are told of a composite only ("GetObjectAttributes", 2026). */
function partsXml({ parts = [], checksum }: StoredObject, request: S3Request): Xml {
  if (checksum?.type !== "COMPOSITE") return { PartsCount: parts.length };
  const marker = Number(header(request, "x-amz-part-number-marker") ?? 0);
  const most = Math.min(1000, Number(header(request, "x-amz-max-parts") ?? 1000));
  const rest = parts.filter(({ number }) => number > marker);
  const shown = rest.slice(0, most);
  return {
    PartsCount: parts.length,
    PartNumberMarker: marker,
    NextPartNumberMarker: shown.at(-1)?.number ?? 0,
    MaxParts: most,
    IsTruncated: rest.length > shown.length,
    Part: shown.map((part) => ({
      PartNumber: part.number,
      Size: part.size,
      [`Checksum${checksum.algorithm}`]: part.checksum,
    })),
  };
}
