import type { Pool } from "../../../cloud/capacity.ts";
import { ServiceError } from "../../../wire/service-error.ts";

/** What EC2 says beside the code of a refusal. */
export interface LaunchErrorWords {
  /** @default EC2's own sentence where it is known */
  readonly message?: string | undefined;
  /** The zones it would recommend. */
  readonly others?: readonly string[];
}

/** EC2's refusal of a launch, in its own words where they are known. */
export function launchError(code: string, pool: Pool, { message, others = [] }: LaunchErrorWords = {}): ServiceError {
  return new ServiceError(code, message ?? sentence(code, pool, others), SERVER_FAULTS[code] ?? 400);
}

/** The codes that EC2 answers with a server's status, which SDKs therefore retry by themselves (measured with the AWS CLI and SDK, 2026-11). */
const SERVER_FAULTS: Readonly<Record<string, number>> = {
  InsufficientInstanceCapacity: 500,
  InsufficientHostCapacity: 500,
  InsufficientReservedInstanceCapacity: 500,
  InternalError: 500,
  InternalFailure: 500,
  Unavailable: 503,
  ServiceUnavailable: 503,
  RequestLimitExceeded: 503,
};

function sentence(code: string, { instanceType, zone, lifecycle }: Pool, others: readonly string[]): string {
  const choice = others.length === 0 ? "" : ` or choosing ${others.join(", ")}`;
  switch (code) {
    case "InsufficientInstanceCapacity":
      if (lifecycle === "spot") return "There is no Spot capacity available that matches your request.";
      return `We currently do not have sufficient ${instanceType} capacity in the Availability Zone you requested (${zone}). Our system will be working on provisioning additional capacity. You can currently get ${instanceType} capacity by not specifying an Availability Zone in your request${choice}.`;
    case "Unsupported":
      return `Your requested instance type (${instanceType}) is not supported in your requested Availability Zone (${zone}). Please retry your request by not specifying an Availability Zone${choice}.`;
    case "InvalidFleetConfiguration":
      return `Your requested instance type (${instanceType}) is not supported in your requested Availability Zone (${zone}).`;
    case "MaxSpotInstanceCountExceeded":
      return "Max spot instance count exceeded";
    case "VcpuLimitExceeded":
      return "You have requested more vCPU capacity than your current vCPU limit allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.";
    case "UnfulfillableCapacity":
      return "Unable to fulfill capacity due to your request configuration. Please adjust your request and try again.";
    case "RequestLimitExceeded":
      return "Request limit exceeded.";
    default:
      return `${code}: ${instanceType} in ${zone} was refused.`;
  }
}
