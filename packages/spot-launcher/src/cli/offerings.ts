import { offerings } from "../offerings/offerings.ts";

export interface OfferingsFlags {
  readonly types: readonly string[];
  readonly subnets?: readonly string[];
  readonly region?: string;
  readonly json?: boolean;
}

/** A line for each type in each subnet. */
export async function printOfferings({ types, subnets, json }: OfferingsFlags): Promise<void> {
  for (const one of await offerings({ instanceTypes: types, subnetIds: subnets })) {
    const words = [one.instanceType, one.subnetId, one.availabilityZone, one.offered ? "offered" : "not-offered"];
    process.stdout.write(`${json === true ? JSON.stringify(one) : words.join("\t")}\n`);
  }
}
