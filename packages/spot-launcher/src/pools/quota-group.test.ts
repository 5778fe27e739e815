import { expect, test } from "vitest";

import { quotaGroup } from "./quota-group.ts";

test.each([
  ["c7i.large", "Standard"],
  ["m7a.4xlarge", "Standard"],
  ["im4gn.large", "Standard"],
  ["t3.micro", "Standard"],
  ["inf2.xlarge", "inf"],
  ["g6.xlarge", "G and VT"],
  ["vt1.3xlarge", "G and VT"],
  ["p5.48xlarge", "p"],
  ["x2idn.16xlarge", "x"],
  ["hpc7a.12xlarge", "hpc"],
  ["u-6tb1.metal", "u"],
])("%s counts against the quota of %s", (instanceType, group) => {
  expect(quotaGroup(instanceType)).toBe(group);
});
