import { randomInt } from "node:crypto";

/** Of a VPC's addresses the first four and the last one are AWS's (VPC user guide, subnet-sizing, 2026-11). */
const FIRST = 4;
const LAST = 65_534;

/** Private addresses of the VPC, 10.0.0.0/16, none of them twice as long as there are others. */
export function createAddresses(): () => string {
  const taken = new Set<number>();
  return () => {
    if (taken.size === LAST - FIRST + 1) taken.clear();
    let number = randomInt(FIRST, LAST + 1);
    while (taken.has(number)) number = number === LAST ? FIRST : number + 1;
    taken.add(number);
    return `10.0.${number >> 8}.${number & 255}`;
  };
}
