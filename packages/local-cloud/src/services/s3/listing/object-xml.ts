import { timeXml } from "../objects/object-headers.ts";
import { ownerId } from "../request/owner.ts";
import type { S3 } from "../request/s3.ts";
import { fromOrder } from "../store/key-index.ts";
import type { Page } from "../store/page.ts";
import type { StoredObject } from "../store/records.ts";
import type { Xml } from "../xml/write-xml.ts";
import type { NameEncoding } from "./list-parameters.ts";

/** What a listing says of an object. */
export function objectXml(
  key: string,
  object: StoredObject,
  owner: string | undefined,
): { readonly [name: string]: Xml } {
  const { checksum } = object;
  return {
    Key: key,
    LastModified: timeXml(object.modified),
    ETag: `"${object.etag}"`,
    ChecksumAlgorithm: checksum?.algorithm,
    ChecksumType: checksum?.type,
    Size: object.size,
    Owner: owner === undefined ? undefined : { ID: owner },
    StorageClass: object.storageClass,
  };
}

/** The objects and the groups of a page. */
export function entriesXml(
  s3: S3,
  bucket: string,
  page: Page,
  { encode, withOwner }: Pick<NameEncoding, "encode"> & { readonly withOwner: boolean },
): { readonly objects: readonly { readonly [name: string]: Xml }[]; readonly groups: Xml } {
  const owner = withOwner ? ownerId(s3) : undefined;
  const objects = page.entries.flatMap(({ order, group }) => {
    const key = fromOrder(order);
    const object = group ? undefined : s3.store.object(bucket, key);
    return object === undefined ? [] : [objectXml(encode(key), object, owner)];
  });
  const groups = page.entries.filter(({ group }) => group).map(({ order }) => ({ Prefix: encode(fromOrder(order)) }));
  return { objects, groups };
}
