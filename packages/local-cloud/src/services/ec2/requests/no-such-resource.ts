import { ServiceError } from "../../../wire/service-error.ts";

/** The codes by which EC2 says that there is none, by how its ids begin (the EC2 API's list of error codes, 2023). */
const NOT_FOUND: readonly (readonly [prefix: string, code: string, what: string])[] = [
  ["i-", "InvalidInstanceID.NotFound", "instance ID"],
  ["sir-", "InvalidSpotInstanceRequestID.NotFound", "spot instance request ID"],
  ["vol-", "InvalidVolume.NotFound", "volume"],
  ["eni-", "InvalidNetworkInterfaceID.NotFound", "networkInterface ID"],
  ["lt-", "InvalidLaunchTemplateId.NotFound", "launch template ID"],
  ["fleet-", "InvalidFleetId.NotFound", "fleet ID"],
];

export function noSuchResource(id: string): ServiceError {
  const known = NOT_FOUND.find(([prefix]) => id.startsWith(prefix));
  if (known === undefined) return new ServiceError("InvalidID", `The ID '${id}' is not valid`);
  const [, code, what] = known;
  return new ServiceError(code, `The ${what} '${id}' does not exist`);
}
