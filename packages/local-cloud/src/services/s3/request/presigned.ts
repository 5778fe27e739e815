import { invalidArgument, S3Error } from "./s3-error.ts";
import type { S3Request } from "./s3-request.ts";

const WEEK = 604_800;

/**
 * Refuses a presigned request whose time is over, `now` being the time by the clock that signs. Source: S3,
 * "Authenticating requests: using query parameters", 2026.
 */
export function checkExpiry({ query }: Pick<S3Request, "query">, now: number): void {
  const until = query.has("X-Amz-Signature") ? expiryOfVersion4(query) : expiryOfVersion2(query);
  if (until === undefined || now <= until) return;
  const lasting = query.get("X-Amz-Expires");
  throw new S3Error("AccessDenied", "Request has expired", 403, {
    ...(lasting === null ? {} : { "X-Amz-Expires": lasting }),
    Expires: new Date(until).toISOString().replace(/\.\d+/, ""),
    ServerTime: new Date(now).toISOString().replace(/\.\d+/, ""),
  });
}

function expiryOfVersion4(query: URLSearchParams): number {
  const stamp = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get("X-Amz-Date") ?? "");
  if (stamp === null) throw malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  const lasting = query.get("X-Amz-Expires") ?? "";
  if (!/^-?\d+$/.test(lasting)) throw malformed("X-Amz-Expires should be a number");
  if (Number(lasting) < 0) throw malformed("X-Amz-Expires must be non-negative");
  if (Number(lasting) > WEEK) {
    throw malformed(
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
    );
  }
  const [year, month, day, hour, minute, second] = stamp.slice(1).map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) + Number(lasting) * 1000;
}

/** boto3 still signs so where no version is asked for. */
function expiryOfVersion2(query: URLSearchParams): number | undefined {
  if (!query.has("Signature") || !query.has("AWSAccessKeyId")) return undefined;
  const expires = query.get("Expires") ?? "";
  if (!/^\d+$/.test(expires)) throw invalidArgument("Invalid date (should be seconds since epoch)", "Expires", expires);
  return Number(expires) * 1000;
}

function malformed(message: string): S3Error {
  return new S3Error("AuthorizationQueryParametersError", message);
}
