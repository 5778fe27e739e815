import type { RequestFault, RequestView } from "@alpha-engine/local-cloud";

type ErrorFault = Extract<RequestFault, { kind: "error" }>;
type Words = readonly [code: string, statusCode: number, message: string];

/** Sources: each service's own errors in botocore 1.43's models, common errors of each service, S3's and EC2's lists of error codes, 2026-11. */
const INTERNAL: Readonly<Record<string, Words>> = {
  ec2: ["InternalError", 500, "An internal error has occurred"],
  s3: ["InternalError", 500, "We encountered an internal error. Please try again."],
  ssm: ["InternalServerError", 500, "An error occurred on the server side."],
  dynamodb: ["InternalServerError", 500, "The request processing has failed because of an unknown error"],
  lambda: ["ServiceException", 500, "Internal Error"],
  sns: ["InternalError", 500, "The request processing has failed because of an unknown error, exception or failure."],
  monitoring: [
    "InternalServiceError",
    500,
    "Request processing has failed because of some unknown error, exception, or failure.",
  ],
  events: ["InternalException", 500, "This exception occurs due to unexpected causes."],
};
const UNAVAILABLE: Readonly<Record<string, Words>> = {
  ec2: ["Unavailable", 503, "The server is overloaded and can't handle the request."],
  s3: ["ServiceUnavailable", 503, "Service is unable to handle request."],
  logs: ["ServiceUnavailableException", 503, "The service cannot complete the request."],
};

/** The error's code and status with which a service says that something is not allowed, and how it begins. */
const DENIED: Readonly<Record<string, readonly [code: string, statusCode: number]>> = {
  sns: ["AuthorizationError", 403],
  sts: ["AccessDenied", 403],
  monitoring: ["AccessDenied", 403],
  lambda: ["AccessDeniedException", 403],
};
/** How a policy names a service, where it signs otherwise. */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: "cloudwatch", sns: "SNS" };

export function internal({ service }: RequestView): ErrorFault {
  return fault(
    INTERNAL[service] ?? [
      "InternalFailure",
      500,
      "The request processing has failed because of an unknown error, exception or failure.",
    ],
  );
}

export function unavailable({ service }: RequestView): ErrorFault {
  return fault(
    UNAVAILABLE[service] ?? [
      "ServiceUnavailable",
      503,
      "The request has failed due to a temporary failure of the server.",
    ],
  );
}

export function denied({ service, operation }: RequestView): ErrorFault {
  if (service === "s3") return fault(["AccessDenied", 403, "Access Denied"]);
  if (service === "ec2")
    return fault(["UnauthorizedOperation", 403, "You are not authorized to perform this operation."]);
  const [code, statusCode] = DENIED[service] ?? ["AccessDeniedException", 400];
  const who = "arn:aws:sts::000000000000:assumed-role/role/session";
  return fault([
    code,
    statusCode,
    `User: ${who} is not authorized to perform: ${PREFIXES[service] ?? service}:${operation} because no identity-based policy allows the ${PREFIXES[service] ?? service}:${operation} action`,
  ]);
}

/** What DynamoDB says of a condition that is not so, and of a table that is not there. */
export const CONFLICT: ErrorFault = fault(["ConditionalCheckFailedException", 400, "The conditional request failed"]);
export const ABSENT: ErrorFault = fault(["ResourceNotFoundException", 400, "Requested resource not found"]);

function fault([code, statusCode, message]: Words): ErrorFault {
  return { kind: "error", code, statusCode, message };
}
