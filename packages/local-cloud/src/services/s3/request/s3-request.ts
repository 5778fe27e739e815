import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

import { bucketOfHost } from "./bucket-host.ts";
import { S3Error } from "./s3-error.ts";

/** A request to S3, its body unread. */
export interface S3Request {
  readonly method: string;
  /** Empty where it is about all buckets. */
  readonly bucket: string;
  /** Empty where it is about the bucket itself. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly message: IncomingMessage;
}

const LONGEST_KEY = 1024;

/** Reads what a request is about. The path is never given to a parser of URLs: those resolve keys that have dots. */
export function readS3Request(message: IncomingMessage): S3Request {
  const { method = "GET", url = "/", headers } = message;
  const [path = "/", search = ""] = url.replace(/^https?:\/\/[^/?]*/i, "").split(/\?(.*)/s);
  const hosted = bucketOfHost(headers.host ?? "");
  const [bucket, key] =
    hosted === undefined ? (/^\/*([^/]*)(?:\/(.*))?$/s.exec(path) ?? []).slice(1) : [hosted, path.slice(1)];
  return {
    method,
    bucket: decoded(bucket ?? ""),
    key: decoded(key ?? ""),
    query: new URLSearchParams(search),
    headers,
    message,
  };
}

/**
 * Refuses keys that S3 does not take: longer than 1,024 bytes, or with more steps up than down. Source: "Naming Amazon S3
 * objects", 2026.
 */
export function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size > LONGEST_KEY) {
    throw new S3Error("KeyTooLongError", "Your key is too long", 400, { Size: size, MaxSizeAllowed: LONGEST_KEY });
  }
  let depth = 0;
  for (const segment of key.split("/")) {
    depth += segment === ".." ? -1 : segment === "." || segment === "" ? 0 : 1;
    if (depth < 0) throw invalidUri();
  }
}

/** A header that is there and not empty. */
export function header({ headers }: Pick<S3Request, "headers">, name: string): string | undefined {
  const value = headers[name];
  const text = Array.isArray(value) ? value.join(",") : value;
  return text === "" ? undefined : text;
}

/** In a path S3 takes a plus for a blank, as forms do. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw invalidUri();
  }
}

function invalidUri(): S3Error {
  return new S3Error("InvalidURI", "Couldn't parse the specified URI.");
}
