import { noSuchKey, notImplemented, preconditionFailed, S3Error } from "../request/s3-error.ts";
import { header, type S3Request } from "../request/s3-request.ts";
import type { StoredObject } from "../store/records.ts";

/** Whether a read goes on: with the object, or without since the reader has it already. Source: RFC 9110, 2022, as in S3's GetObject. */
export function checkRead(request: S3Request, object: StoredObject, now: number): "read" | "not modified" {
  const ifMatch = header(request, "if-match");
  const unmodified = timeOf(request, "if-unmodified-since");
  const modified = secondOf(object);
  if (ifMatch !== undefined && !matches(ifMatch, object.etag)) throw preconditionFailed("If-Match");
  if (ifMatch === undefined && unmodified !== undefined && modified > unmodified) {
    throw preconditionFailed("If-Unmodified-Since");
  }
  const ifNoneMatch = header(request, "if-none-match");
  const since = pastOf(request, "if-modified-since", now);
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, object.etag) ? "not modified" : "read";
  return since !== undefined && modified <= since ? "not modified" : "read";
}

/** The conditions on the source of a copy; all of them are refused alike. */
export function checkSource(request: S3Request, source: StoredObject, now: number): void {
  const name = (condition: string): string => `x-amz-copy-source-${condition}`;
  const ifMatch = header(request, name("if-match"));
  const ifNoneMatch = header(request, name("if-none-match"));
  const unmodified = timeOf(request, name("if-unmodified-since"));
  const since = pastOf(request, name("if-modified-since"), now);
  const modified = secondOf(source);
  if (ifMatch !== undefined && !matches(ifMatch, source.etag)) throw preconditionFailed(name("If-Match"));
  if (ifMatch === undefined && unmodified !== undefined && modified > unmodified) {
    throw preconditionFailed(name("If-Unmodified-Since"));
  }
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, source.etag)) throw preconditionFailed(name("If-None-Match"));
  if (ifNoneMatch === undefined && since !== undefined && modified <= since) {
    throw preconditionFailed(name("If-Modified-Since"));
  }
}

/** On what a write waits: that there is no object yet, or that it is this one. */
export interface WriteCondition {
  readonly ifNoneMatch: boolean;
  readonly ifMatch: string | undefined;
}

/** Reads the conditions of a write. Which values S3 does not take is recorded from AWS, 2025. */
export function readWriteCondition(request: S3Request): WriteCondition {
  const [ifMatch, ifNoneMatch] = [header(request, "if-match"), header(request, "if-none-match")];
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw notImplemented({
      Header: "If-Match,If-None-Match",
      additionalMessage: "Multiple conditional request headers present in the request",
    });
  }
  if (ifNoneMatch !== undefined && ifNoneMatch !== "*") throw untaken("If-None-Match");
  if (ifMatch === "*") throw untaken("If-Match");
  return { ifNoneMatch: ifNoneMatch === "*", ifMatch };
}

/** Asked at the moment of the write, together with it. */
export function checkWrite(
  { ifNoneMatch, ifMatch }: WriteCondition,
  key: string,
  object: StoredObject | undefined,
): void {
  if (ifNoneMatch && object !== undefined) throw preconditionFailed("If-None-Match");
  if (ifMatch === undefined) return;
  if (object === undefined) throw noSuchKey(key);
  if (!matches(ifMatch, object.etag)) throw preconditionFailed("If-Match");
}

export function matches(condition: string, etag: string): boolean {
  return condition.split(",").some((each) => {
    const text = each.trim().replace(/^W\//, "");
    return text === "*" || text.replace(/^"(.*)"$/, "$1") === etag;
  });
}

function untaken(name: string): S3Error {
  return notImplemented({
    Header: name,
    additionalMessage: `We don't accept the provided value of ${name} header for this API`,
  });
}

function timeOf(request: S3Request, name: string): number | undefined {
  const time = Date.parse(header(request, name) ?? "");
  return Number.isNaN(time) ? undefined : time;
}

/** A time to come is no condition. [RFC 9110, If-Modified-Since; LocalStack's recordings of AWS, s3, 2026] */
function pastOf(request: S3Request, name: string, now: number): number | undefined {
  const time = timeOf(request, name);
  return time !== undefined && time > now ? undefined : time;
}

/** As `Last-Modified` says it. */
function secondOf({ modified }: StoredObject): number {
  return Math.floor(modified / 1000) * 1000;
}
