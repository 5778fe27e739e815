import type { MetadataOptions } from "../../../machine/metadata/metadata.ts";
import { optionalString, record, records, strings } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import { isInstanceType } from "../capacity/instance-types.ts";
import { clientToken, fingerprint, parameter } from "../requests/parameters.ts";
import type { Subnets } from "../subnets.ts";
import { readTagSpecifications, type TagsByType } from "../tags/read-tags.ts";
import { readVolumes, type VolumeSpec } from "../volumes/volume.ts";
import { readSpotOptions, type SpotOptions } from "./spot-options.ts";
import { readUserData } from "./user-data.ts";

/** What RunInstances was asked for, read and checked. */
export interface LaunchSpec {
  readonly imageId: string;
  readonly instanceType: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly subnetId: string;
  readonly availabilityZone: string;
  /** False where EC2 may choose the zone. */
  readonly zonal: boolean;
  readonly spot: SpotOptions | undefined;
  readonly securityGroupIds: readonly string[];
  readonly profile: string | undefined;
  readonly keyName: string | undefined;
  readonly shutdownBehavior: "stop" | "terminate";
  readonly terminationProtected: boolean;
  readonly metadata: MetadataOptions;
  /** What it is to run at its first boot. */
  readonly userData: string | undefined;
  readonly volumes: readonly VolumeSpec[];
  readonly tags: TagsByType;
  readonly clientToken: string;
  /** The same for the same parameters. */
  readonly fingerprint: string;
}

export const LAUNCH_TAG_TYPES: readonly string[] = [
  "instance",
  "volume",
  "network-interface",
  "spot-instances-request",
];

export function readLaunchSpec(input: Input, subnets: Subnets): LaunchSpec {
  const spot = readSpotOptions(record(input, "InstanceMarketOptions"));
  const instanceType = optionalString(input, "InstanceType") ?? "m1.small";
  if (!isInstanceType(instanceType)) {
    throw new ServiceError("InvalidParameterValue", `Invalid value '${instanceType}' for InstanceType.`);
  }
  const network = records(input, "NetworkInterface")[0];
  const tags = readTagSpecifications(input, LAUNCH_TAG_TYPES);
  if (spot === undefined && tags.has("spot-instances-request")) {
    const text =
      "You cannot specify tags for Spot instances requests if there are no Spot instances requests being created by the request.";
    throw new ServiceError("InvalidParameterValue", text);
  }
  const terminationProtected = input["DisableApiTermination"] === "true";
  if (terminationProtected && spot !== undefined) {
    throw new ServiceError("UnsupportedOperation", "Termination protection is not supported for Spot Instances.");
  }
  const { ClientToken: _, ...rest } = input;
  return {
    imageId: parameter(input, "ImageId"),
    instanceType,
    ...count(input),
    ...place(input, network, subnets),
    spot,
    securityGroupIds: securityGroups(input, network),
    profile: profile(record(input, "IamInstanceProfile")),
    keyName: optionalString(input, "KeyName"),
    shutdownBehavior: shutdownBehavior(input),
    terminationProtected,
    metadata: metadataOptions(record(input, "MetadataOptions")),
    userData: readUserData(optionalString(input, "UserData")),
    volumes: readVolumes(records(input, "BlockDeviceMapping")),
    tags,
    clientToken: clientToken(input),
    fingerprint: fingerprint(rest),
  };
}

function place(
  input: Input,
  network: Input | undefined,
  subnets: Subnets,
): Pick<LaunchSpec, "subnetId" | "availabilityZone" | "zonal"> {
  const subnet = optionalString(input, "SubnetId");
  if (network !== undefined && subnet !== undefined) {
    throw new ServiceError(
      "InvalidParameterCombination",
      "Network interfaces and an instance-level subnet ID may not be specified on the same request",
    );
  }
  const zone = optionalString(record(input, "Placement"), "AvailabilityZone");
  const asked = subnet ?? (network === undefined ? undefined : optionalString(network, "SubnetId"));
  if (asked !== undefined) {
    const availabilityZone = subnets.zoneOf(asked);
    if (zone !== undefined && zone !== availabilityZone) {
      throw new ServiceError(
        "InvalidParameterValue",
        `The subnet '${asked}' is not in the Availability Zone '${zone}'.`,
      );
    }
    return { subnetId: asked, availabilityZone, zonal: true };
  }
  if (zone !== undefined && !subnets.zones.includes(zone)) {
    throw new ServiceError("InvalidParameterValue", `Invalid availability zone: [${zone}]`);
  }
  const availabilityZone = zone ?? subnets.zones[0] ?? "";
  return { subnetId: subnets.defaultOf(availabilityZone), availabilityZone, zonal: zone !== undefined };
}

function securityGroups(input: Input, network: Input | undefined): readonly string[] {
  const given = strings(input, "SecurityGroupId");
  if (network === undefined) return given;
  if (given.length > 0) {
    throw new ServiceError(
      "InvalidParameterCombination",
      "Network interfaces and an instance-level security groups may not be specified on the same request",
    );
  }
  return strings(network, "SecurityGroupId");
}

function count(input: Input): Pick<LaunchSpec, "minimum" | "maximum"> {
  const [minimum, maximum] = [Number(parameter(input, "MinCount")), Number(parameter(input, "MaxCount"))];
  for (const [name, value] of [["minCount", minimum] as const, ["maxCount", maximum] as const]) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new ServiceError(
      "InvalidParameterValue",
      `Value (${value}) for parameter ${name} is invalid. Expecting a value greater than 0.`,
    );
  }
  if (maximum >= minimum) return { minimum, maximum };
  const text = `Value (${maximum}) for parameter maxCount is invalid. Expecting a value greater than or equal to minCount (${minimum}).`;
  throw new ServiceError("InvalidParameterValue", text);
}

/** `stop` is the default, also where it surprises (botocore 1.43 model of RunInstances, 2026-11). */
function shutdownBehavior(input: Input): "stop" | "terminate" {
  const value = optionalString(input, "InstanceInitiatedShutdownBehavior") ?? "stop";
  if (value === "stop" || value === "terminate") return value;
  throw new ServiceError("InvalidParameterValue", `Invalid value '${value}' for instanceInitiatedShutdownBehavior.`);
}

function metadataOptions(input: Input): MetadataOptions {
  const chosen = <Value extends string>(name: string, values: readonly [Value, Value]): Value => {
    const value = optionalString(input, name) ?? values[0];
    const found = values.find((each) => each === value);
    if (found === undefined) throw new ServiceError("InvalidParameterValue", `Invalid value '${value}' for ${name}.`);
    return found;
  };
  return {
    httpTokens: chosen("HttpTokens", ["required", "optional"]),
    httpEndpoint: chosen("HttpEndpoint", ["enabled", "disabled"]),
    hopLimit: Number(optionalString(input, "HttpPutResponseHopLimit") ?? 1),
    instanceMetadataTags: chosen("InstanceMetadataTags", ["disabled", "enabled"]),
  };
}

function profile(given: Input): string | undefined {
  return optionalString(given, "Arn") ?? optionalString(given, "Name");
}
