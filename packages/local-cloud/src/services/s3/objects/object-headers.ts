import { checksumHeader, type Checksum } from "../bytes/checksums.ts";
import type { StoredObject } from "../store/records.ts";
import { encryptionHeaders, STANDARD } from "./description.ts";
import { metadataHeaders } from "./metadata.ts";

/** What a GET and a HEAD say of an object. */
export function objectHeaders(object: StoredObject): Readonly<Record<string, string>> {
  return {
    ...object.headers,
    ...metadataHeaders(object.metadata),
    ...encryptionHeaders(object.encryption),
    "accept-ranges": "bytes",
    etag: `"${object.etag}"`,
    "last-modified": new Date(object.modified).toUTCString(),
    ...(object.storageClass === STANDARD ? {} : { "x-amz-storage-class": object.storageClass }),
    ...(object.tags.length === 0 ? {} : { "x-amz-tagging-count": String(object.tags.length) }),
  };
}

export function checksumHeaders(checksum: Checksum | undefined): Readonly<Record<string, string>> {
  if (checksum === undefined) return {};
  return { [checksumHeader(checksum.algorithm)]: checksum.value, "x-amz-checksum-type": checksum.type };
}

/** A checksum's elements in an answer's XML: `ChecksumCRC32`, `ChecksumType`. */
export function checksumXml(checksum: Checksum | undefined): Readonly<Record<string, string>> {
  if (checksum === undefined) return {};
  return { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type };
}

/** A time in S3's XML: it has no fractions of seconds. */
export function timeXml(time: number): string {
  return new Date(Math.floor(time / 1000) * 1000).toISOString();
}
