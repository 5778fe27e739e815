import { ServiceError } from "../../wire/service-error.ts";

/** `Invalid parameter: …`, as SNS begins whatever it does not take. */
export function invalid(what: string): ServiceError {
  return new ServiceError("InvalidParameter", `Invalid parameter: ${what}`);
}

/** Digits, with at most one other sign between two of them. */
export const PHONE: RegExp = /^\+?\d(?:[\s().-]?\d){4,18}$/;

export function notFound(what: string): ServiceError {
  return new ServiceError("NotFound", `${what} does not exist`, 404);
}

/** Refuses what is not an ARN, as SNS counts its parts. */
export function checkArn(parameter: string, arn: string | undefined): string {
  if (arn === undefined) throw invalid(`${parameter} Reason: no value for required parameter`);
  const parts = arn.split(":").length;
  if (parts < 6) throw invalid(`${parameter} Reason: An ARN must have at least 6 elements, not ${parts}`);
  return arn;
}
