import {
  DescribeInstanceTypeOfferingsCommand,
  DescribeSubnetsCommand,
  EC2Client,
  type InstanceTypeOffering,
} from "@aws-sdk/client-ec2";

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

/** Types × subnets, and which of these pools exist: what a launch would answer `Unsupported` to is known beforehand. */
export async function offerings(
  options: {
    readonly instanceTypes: readonly string[];
    /** @default all subnets of the region */
    readonly subnetIds?: readonly string[] | undefined;
  },
  effects: { readonly ec2?: EC2Client | undefined } = {},
): Promise<readonly Offering[]> {
  const { ec2 = new EC2Client({}) } = effects;
  const { instanceTypes, subnetIds = [] } = options;
  const wanted = subnetIds.length === 0 ? {} : { SubnetIds: [...subnetIds] };
  const [subnets, offered] = await Promise.all([
    ec2.send(new DescribeSubnetsCommand(wanted)),
    offeredPairs(instanceTypes, ec2),
  ]);
  const zones = new Set(offered.map(({ InstanceType, Location }) => `${InstanceType} ${Location}`));
  return instanceTypes.flatMap((instanceType) =>
    (subnets.Subnets ?? []).map(({ SubnetId: subnetId = "", AvailabilityZone: availabilityZone = "", ...subnet }) => ({
      instanceType,
      subnetId,
      availabilityZone,
      offered: zones.has(`${instanceType} ${availabilityZone}`),
      freeAddresses: subnet.AvailableIpAddressCount,
    })),
  );
}

async function offeredPairs(
  instanceTypes: readonly string[],
  ec2: EC2Client,
): Promise<readonly InstanceTypeOffering[]> {
  const Filters = [{ Name: "instance-type", Values: [...instanceTypes] }];
  const found: InstanceTypeOffering[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ec2.send(
      new DescribeInstanceTypeOfferingsCommand({
        LocationType: "availability-zone",
        Filters,
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    found.push(...(page.InstanceTypeOfferings ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined && NextToken !== "");
  return found;
}
