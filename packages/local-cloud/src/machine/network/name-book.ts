import type { Destination } from "./destinations.ts";
import { METADATA_ADDRESS } from "./scripts.ts";

/** Which address a name has here, and which name an address stands for. */
export interface NameBook {
  /** Every name has one that is not the VPC's own, so that what is done with it is seen: reached, or refused by port. */
  addressOf(name: string): string | undefined;
  nameOf(address: string): string | undefined;
  /** What is allowed to be reached at an address, by the name that it was asked for by. */
  destinationAt(address: string): { readonly host: string; readonly ports: readonly number[] } | undefined;
}

/** For names that nothing allows; see the addresses of those that are. */
const REFUSED = "198.19";
/** Of the VPC's private names, whatever its region. */
const PRIVATE = ".ec2.internal";

export function createNameBook(
  destinations: readonly Destination[],
  instanceAt: (hostname: string) => string | undefined,
): NameBook {
  const named = new Map<string, string>();
  const names = new Map<string, string>();
  const given = new Map<string, number>();
  const give = (name: string): string => {
    const { range } = destinations.find(({ host }) => covers(host, name)) ?? {};
    const prefix = range?.replace(/\.0\/24$/, "") ?? REFUSED;
    const number = (given.get(prefix) ?? 0) + 1;
    given.set(prefix, number);
    const address =
      range === undefined
        ? `${prefix}.${(number >> 8) & 255}.${number & 255}`
        : `${prefix}.${((number - 1) % 254) + 1}`;
    names.set(address, name);
    return address;
  };
  return {
    addressOf: (name) => {
      if (name === "localhost" || name.endsWith(".localhost")) return "127.0.0.1";
      if (name === "instance-data" || name === `instance-data${PRIVATE}`) return METADATA_ADDRESS;
      const instance = instanceAt(name.replace(PRIVATE, ""));
      if (instance !== undefined || name === "" || name.endsWith(PRIVATE)) return instance;
      const address = named.get(name) ?? give(name);
      named.set(name, address);
      return address;
    },
    nameOf: (address) => names.get(address),
    destinationAt: (address) => {
      const name = names.get(address) ?? address;
      const found = destinations.find(({ host }) => covers(host, name));
      return found && { host: name, ports: found.ports };
    },
  };
}

function covers(host: string, name: string): boolean {
  if (host.startsWith("*.")) return name.endsWith(host.slice(1));
  return host === name;
}
