const LETTERS: readonly string[] = ["a", "b", "c", "d", "e", "f"];

/** The six zones of the region. */
export function zones(region: string): readonly string[] {
  return LETTERS.map((letter) => region + letter);
}

/** Any subnet id is one of ours: its last letter, if it can be a zone's, says where it lies, otherwise its digits do. */
export function zoneOfSubnet(subnetId: string, region: string): string {
  const last = subnetId.at(-1) ?? "a";
  if (LETTERS.includes(last)) return region + last;
  const sum = Buffer.from(subnetId).reduce((total, byte) => total + byte, 0);
  return `${region}${LETTERS[sum % LETTERS.length]}`;
}

export function defaultSubnet(zone: string): string {
  return `subnet-0000000000000000${zone.at(-1)}`;
}

export function subnetShape(subnetId: string, region: string, accountId: string): object {
  const zone = zoneOfSubnet(subnetId, region);
  const index = zones(region).indexOf(zone);
  return {
    subnetId,
    subnetArn: `arn:aws:ec2:${region}:${accountId}:subnet/${subnetId}`,
    state: "available",
    vpcId: VPC,
    cidrBlock: `10.0.${index * 16}.0/20`,
    availableIpAddressCount: 4091,
    availabilityZone: zone,
    availabilityZoneId: `use1-az${index + 1}`,
    defaultForAz: true,
    mapPublicIpOnLaunch: true,
    ownerId: accountId,
    tagSet: [],
  };
}

export const VPC = "vpc-00000000000000000";
