import type { IncomingMessage } from "node:http";

import { credentialScope } from "../../wire/credential-scope.ts";
import type { EntryRefusal } from "../../wire/door.ts";
import { type Allowed, foreign } from "../../wire/foreign.ts";
import { isSigned } from "../../wire/is-signed.ts";
import { ServiceError } from "../../wire/service-error.ts";
import { isRegion } from "../place.ts";

/** Why a request is not let in, as far as its head says: who sent it, that nobody signed it, or where no region is. */
export function refuseEntry(message: IncomingMessage, allowed: Allowed): EntryRefusal | undefined {
  const why = foreign(message.headers, allowed);
  if (why !== undefined) return (service) => accessDenied(service, why);
  if (allowed.unsigned !== true && !isSigned(message)) return unsigned;
  const region = credentialScope(message)?.region;
  return region === undefined || isRegion(region) ? undefined : noSuchRegion;
}

/** AWS has no such rule; the code is its own for who may not (common errors of each service, 2026-11). */
function accessDenied(service: string, why: string): ServiceError {
  const text = `${why}, if it may: see "allow" of the local cloud`;
  if (service === "ec2") return new ServiceError("UnauthorizedOperation", text, 403);
  if (QUERY.has(service) || service === "s3") return new ServiceError("AccessDenied", text, 403);
  return new ServiceError("AccessDeniedException", text, service === "lambda" ? 403 : 400);
}

const QUERY: ReadonlySet<string> = new Set(["sts", "sns", "monitoring", ""]);
const MISSING = "Request is missing Authentication Token";

/**
 * Sources: common errors of each service; S3's error responses; DynamoDB's and Lambda's words as their users report them,
 * 2026-11.
 */
function unsigned(service: string): ServiceError {
  if (service === "s3") return new ServiceError("AccessDenied", "Access Denied", 403);
  if (service === "lambda") {
    return new ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token", 403);
  }
  if (service === "ec2" || QUERY.has(service)) return new ServiceError("MissingAuthenticationToken", MISSING, 403);
  return new ServiceError("MissingAuthenticationTokenException", MISSING, 400);
}

/** The words of Signature Version 4; S3's are its own for a region that is not the bucket's (2026-11). */
function noSuchRegion(service: string): ServiceError {
  const text = "Credential should be scoped to a valid region.";
  if (service === "s3") {
    return new ServiceError("AuthorizationHeaderMalformed", `The authorization header is malformed; ${text}`, 400);
  }
  if (service === "ec2") return new ServiceError("AuthFailure", text, 401);
  if (QUERY.has(service)) return new ServiceError("SignatureDoesNotMatch", text, 403);
  return new ServiceError("InvalidSignatureException", text, 400);
}
