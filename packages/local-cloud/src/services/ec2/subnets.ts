import type { Subnet } from "../../cloud/subnet.ts";
import { ServiceError } from "../../wire/service-error.ts";

export interface Subnets {
  /** The six zones of the region. */
  readonly zones: readonly string[];
  /** The zone of a subnet; throws when there is no such subnet. */
  zoneOf(subnetId: string): string;
  /** A subnet of the zone that a launch without one goes to. */
  defaultOf(zone: string): string;
  /** How many instances it was declared to have addresses for. */
  addresses(subnetId: string): number;
  /** Those that are listed where none is asked for by id. */
  readonly listed: readonly string[];
}

export const VPC = "vpc-00000000000000000";

const LETTERS: readonly string[] = ["a", "b", "c", "d", "e", "f"];
const ADDRESSES = 4091;

/**
 * The subnets that were declared, or, without a declaration, any: the last letter of its id, if it can be a zone's, says
 * where it lies, otherwise its digits do.
 */
export function createSubnets(region: string, declared: Readonly<Record<string, Subnet>> | undefined): Subnets {
  const zones = LETTERS.map((letter) => region + letter);
  const zoneNamed = (zone: string): string => (zone.length === 1 ? region + zone : zone);
  const implied = (subnetId: string): string => {
    const last = subnetId.at(-1) ?? "a";
    if (LETTERS.includes(last)) return region + last;
    const sum = Buffer.from(subnetId).reduce((total, byte) => total + byte, 0);
    return zones[sum % zones.length] ?? "";
  };
  const defaultOf = (zone: string): string => {
    const found = Object.entries(declared ?? {}).find(([, subnet]) => zoneNamed(subnet.zone) === zone);
    return found?.[0] ?? `subnet-0000000000000000${zone.at(-1)}`;
  };
  return {
    zones: declared === undefined ? zones : [...new Set(Object.values(declared).map(({ zone }) => zoneNamed(zone)))],
    defaultOf,
    zoneOf: (subnetId) => {
      if (declared === undefined) return implied(subnetId);
      const subnet = Object.hasOwn(declared, subnetId) ? declared[subnetId] : undefined;
      if (subnet !== undefined) return zoneNamed(subnet.zone);
      throw new ServiceError("InvalidSubnetID.NotFound", `The subnet ID '${subnetId}' does not exist`);
    },
    addresses: (subnetId) => declared?.[subnetId]?.freeAddresses ?? ADDRESSES,
    listed: declared === undefined ? zones.map(defaultOf) : Object.keys(declared),
  };
}
