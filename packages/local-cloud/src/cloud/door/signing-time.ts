import type { IncomingHttpHeaders } from "node:http";

import { ServiceError } from "../../wire/service-error.ts";

/**
 * Refuses a signature that is too old or too new by the cloud's clock, in the words of the service. Source: documentation
 * of Signature Version 4 and of S3's RequestTimeTooSkewed, 2026-11.
 */
export function refuseSkewedSignature(service: string, headers: IncomingHttpHeaders, now: number): void {
  const stamp = String(headers["x-amz-date"] ?? "");
  const signedAt = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  if (!(Math.abs(now - signedAt) > (service === "s3" ? 900_000 : 300_000))) return;
  const late = signedAt < now;
  const text = `Signature ${late ? "expired" : "not yet current"}: ${stamp} is ${late ? "now earlier" : "still later"} than ${new Date(now).toISOString()}`;
  if (service === "s3") {
    const words = "The difference between the request time and the current time is too large.";
    throw new ServiceError("RequestTimeTooSkewed", words, 403);
  }
  if (service === "ec2") throw new ServiceError("RequestExpired", "Request has expired.", 400);
  const query = service === "sts" || service === "sns";
  throw new ServiceError(query ? "SignatureDoesNotMatch" : "InvalidSignatureException", text, 403);
}
