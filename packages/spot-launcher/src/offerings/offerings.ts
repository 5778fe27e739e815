import { patiently } from "@alpha-engine/aws-calls";
import {
  DescribeInstanceTypeOfferingsCommand,
  DescribeSubnetsCommand,
  type InstanceTypeOffering,
  type Subnet,
} from "@aws-sdk/client-ec2";

import { allPages } from "../asking/all-pages.ts";
import { ec2Error } from "../asking/ec2-error.ts";
import { type CallOptions, type Effects, resolveEffects, type ResolvedEffects } from "../effects.ts";

/** An instance type in a subnet, and whether its zone has it. */
export interface Offering {
  readonly instanceType: string;
  readonly subnetId: string;
  readonly availabilityZone: string;
  /** Whether the zone has the type at all; that says nothing about its capacity now. */
  readonly offered: boolean;
  /** Addresses free in the subnet, where EC2 says. */
  readonly freeAddresses: number | undefined;
}

/** Which pools are asked about. */
export interface OfferingsOptions extends CallOptions {
  readonly instanceTypes: readonly string[];
  /** @default all subnets of the region */
  readonly subnetIds?: readonly string[] | undefined;
}

/**
 * Types × subnets, and which of these pools exist: what a launch would answer `Unsupported` to is known beforehand.
 *
 * @throws SpotLauncherError `EC2_REFUSED`, `EC2_UNAVAILABLE` or `EC2_UNREACHABLE` when EC2 does not say
 *
 * @example
 * ```ts example cloud
 * import { offerings } from "@alpha-engine/spot-launcher";
 *
 * const [first] = await offerings({ instanceTypes: ["c7i.large"], subnetIds: ["subnet-a"] });
 * console.log(first?.instanceType, first?.availabilityZone, first?.offered);
 * ```
 * ```text output
 * c7i.large us-east-1a true
 * ```
 */
export async function offerings(options: OfferingsOptions, effects: Effects = {}): Promise<readonly Offering[]> {
  const { instanceTypes, subnetIds = [] } = options;
  const resolved = resolveEffects(effects, options);
  const [subnets, offered] = await Promise.all([
    subnetsOf(subnetIds, resolved),
    offeredPairs(instanceTypes, resolved),
  ]).catch((error: unknown) => {
    throw ec2Error("ask what is offered", error);
  });
  const zones = new Set(offered.map(({ InstanceType, Location }) => `${InstanceType} ${Location}`));
  return instanceTypes.flatMap((instanceType) =>
    subnets.map(({ SubnetId: subnetId = "", AvailabilityZone: availabilityZone = "", ...subnet }) => ({
      instanceType,
      subnetId,
      availabilityZone,
      offered: zones.has(`${instanceType} ${availabilityZone}`),
      freeAddresses: subnet.AvailableIpAddressCount,
    })),
  );
}

async function subnetsOf(subnetIds: readonly string[], effects: ResolvedEffects): Promise<readonly Subnet[]> {
  const { ec2, bounds } = effects;
  const wanted = subnetIds.length === 0 ? {} : { SubnetIds: [...subnetIds] };
  const pages = await allPages((next) =>
    patiently(() => ec2.send(new DescribeSubnetsCommand({ ...wanted, ...next }), bounds()), {}, effects),
  );
  return pages.flatMap(({ Subnets = [] }) => Subnets);
}

async function offeredPairs(
  instanceTypes: readonly string[],
  effects: ResolvedEffects,
): Promise<readonly InstanceTypeOffering[]> {
  const { ec2, bounds } = effects;
  const wanted = {
    LocationType: "availability-zone" as const,
    Filters: [{ Name: "instance-type", Values: [...instanceTypes] }],
  };
  const pages = await allPages((next) =>
    patiently(() => ec2.send(new DescribeInstanceTypeOfferingsCommand({ ...wanted, ...next }), bounds()), {}, effects),
  );
  return pages.flatMap(({ InstanceTypeOfferings = [] }) => InstanceTypeOfferings);
}
