import { createHash } from "node:crypto";

import { optionalString, record, records, strings } from "../wire/input.ts";
import { ServiceError } from "../wire/service-error.ts";
import type { Input } from "../wire/services.ts";
import { defaultSubnet, zoneOfSubnet } from "./subnets.ts";

/** What RunInstances was asked for, read and checked. */
export interface LaunchSpec {
  readonly imageId: string;
  readonly instanceType: string;
  readonly count: number;
  readonly subnetId: string;
  readonly availabilityZone: string;
  readonly spot: boolean;
  readonly securityGroupIds: readonly string[];
  readonly profile: string | undefined;
  readonly keyName: string | undefined;
  readonly shutdownBehavior: "stop" | "terminate";
  readonly tags: ReadonlyMap<string, string>;
  readonly spotTags: ReadonlyMap<string, string>;
  readonly clientToken: string;
  /** The same for the same parameters. */
  readonly fingerprint: string;
}

export function readLaunchSpec(input: Input, region: string): LaunchSpec {
  const market = record(input, "InstanceMarketOptions");
  const spot = market["MarketType"] === "spot";
  const spotOptions = record(market, "SpotOptions");
  // Refused for one-time requests, which is the default type (boto/botocore#2021).
  if (spotOptions["ValidUntil"] !== undefined && spotOptions["SpotInstanceType"] !== "persistent") {
    throw new ServiceError("InvalidParameterCombination", "ValidUntil is not allowed for one-time Spot requests");
  }
  const network = records(input, "NetworkInterface")[0];
  const subnet = optionalString(input, "SubnetId");
  if (network !== undefined && subnet !== undefined) {
    throw new ServiceError(
      "InvalidParameterCombination",
      "Network interfaces and an instance-level subnet ID may not be specified on the same request",
    );
  }
  const zone = optionalString(record(input, "Placement"), "AvailabilityZone") ?? `${region}a`;
  const asked = subnet ?? (network === undefined ? undefined : optionalString(network, "SubnetId"));
  const subnetId = asked ?? defaultSubnet(zone);
  const { ClientToken: _, ...rest } = input;
  return {
    imageId: parameter(input, "ImageId"),
    instanceType: optionalString(input, "InstanceType") ?? "m1.small",
    count: count(input),
    subnetId,
    availabilityZone: zoneOfSubnet(subnetId, region),
    spot,
    securityGroupIds: network === undefined ? strings(input, "SecurityGroupId") : strings(network, "SecurityGroupId"),
    profile: profile(record(input, "IamInstanceProfile")),
    keyName: optionalString(input, "KeyName"),
    // `stop` is the default, also where it surprises (facts C1).
    shutdownBehavior: input["InstanceInitiatedShutdownBehavior"] === "terminate" ? "terminate" : "stop",
    tags: tagsFor(input, "instance"),
    spotTags: tagsFor(input, "spot-instances-request"),
    clientToken: optionalString(input, "ClientToken") ?? "",
    fingerprint: createHash("sha256").update(JSON.stringify(rest)).digest("hex"),
  };
}

/** EC2's own words for an absent parameter. */
export function parameter(input: Input, name: string): string {
  const value = optionalString(input, name);
  if (value !== undefined && value !== "") return value;
  throw new ServiceError("MissingParameter", `The request must contain the parameter ${name}`);
}

export function readTags(list: readonly Input[]): Map<string, string> {
  return new Map(list.map((tag) => [parameter(tag, "Key"), optionalString(tag, "Value") ?? ""]));
}

function tagsFor(input: Input, type: string): Map<string, string> {
  const specification = records(input, "TagSpecification").filter((each) => each["ResourceType"] === type);
  return readTags(specification.flatMap((each) => records(each, "Tag")));
}

function count(input: Input): number {
  const [minimum, maximum] = [Number(parameter(input, "MinCount")), Number(parameter(input, "MaxCount"))];
  if (Number.isInteger(minimum) && Number.isInteger(maximum) && minimum >= 1 && maximum >= minimum) return maximum;
  throw new ServiceError("InvalidParameterValue", `MinCount ${minimum} and MaxCount ${maximum} do not go together`);
}

function profile(given: Input): string | undefined {
  return optionalString(given, "Arn") ?? optionalString(given, "Name");
}
