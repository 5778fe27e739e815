import type { IncomingHttpHeaders } from "node:http";

import { unescapeXml } from "../../wire/xml.ts";

/** A request to the storage server, with what it means for S3. */
export interface StorageRequest {
  readonly method: string;
  readonly url: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The object it is about, if it is about one. */
  readonly object: StoredName | undefined;
}

export interface StoredName {
  readonly bucket: string;
  readonly key: string;
}

export interface StorageResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export function readStorageRequest(
  method: string,
  url: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
): StorageRequest {
  const [path = "/", search = ""] = url.split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  const match = /^\/([^/]+)\/(.+)$/s.exec(path);
  const object = match === null ? undefined : { bucket: match[1] ?? "", key: decodeURIComponent(match[2] ?? "") };
  return { method, url, path, query, headers, body, object };
}

/** A key with a segment of one or two dots does not survive the URL parsers between here and fauxqs. */
export function hasDotSegment({ path }: StorageRequest): boolean {
  return path.split("/").some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment));
}

/** Objects that exist with new bytes once this has gone well. */
export function written({ method, query, object }: StorageRequest): StoredName | undefined {
  if (query.has("tagging") || object === undefined) return undefined;
  if (method === "PUT" && !query.has("partNumber")) return object;
  return method === "POST" && query.has("uploadId") ? object : undefined;
}

/** Objects that are gone once this has gone well. */
export function removed({ method, path, query, object, body }: StorageRequest): readonly StoredName[] {
  if (method === "DELETE" && object !== undefined && !query.has("uploadId") && !query.has("tagging")) return [object];
  if (method !== "POST" || !query.has("delete")) return [];
  const bucket = path.split("/")[1] ?? "";
  const keys = body.toString("utf8").matchAll(/<Key>([^<]*)<\/Key>/g);
  return [...keys].map(([, key = ""]) => ({ bucket, key: unescapeXml(key) }));
}
