import { expect, test } from "vitest";

import { quotaGroup } from "../pools/quota-group.ts";
import { type Action, answerOf } from "./capacity-codes.ts";

/** "Error codes for the Amazon EC2 API", as the launcher's decisions about them were laid down. */
const TABLE: Readonly<Record<Action, string>> = {
  rotate: `InsufficientInstanceCapacity InsufficientHostCapacity InsufficientReservedInstanceCapacity
    InsufficientReservedInstancesCapacity InsufficientCapacityOnHost ReservationCapacityExceeded InsufficientCapacity
    UnfulfillableCapacity SpotMaxPriceTooLow Unsupported InvalidAvailabilityZone InvalidZone.NotFound`,
  "rotate-subnet": "InsufficientFreeAddressesInSubnet VolumeTypeNotAvailableInZone",
  "rotate-family": "MaxSpotInstanceCountExceeded VcpuLimitExceeded",
  wait: `RequestLimitExceeded Unavailable ServiceUnavailable InternalError InternalFailure InsufficientVolumeCapacity
    InsufficientAddressCapacity BandwidthLimitExceeded ResourceCountExceeded RequestResourceCountExceeded PendingVerification`,
  fail: `InstanceLimitExceeded MaxSpotFleetRequestCountExceeded TargetCapacityLimitExceededException ResourceLimitExceeded
    VolumeLimitExceeded MaxIOPSLimitExceeded OptInRequired Blocked UnauthorizedOperation AuthFailure InvalidAMIID.NotFound
    InvalidAMIID.Malformed InvalidAMIID.Unavailable InvalidKeyPair.NotFound InvalidGroup.NotFound InvalidSubnetID.NotFound
    InvalidParameter InvalidParameterValue InvalidParameterCombination InvalidParameterDependency MissingParameter
    IdempotentParameterMismatch IdempotentInstanceTerminated`,
};

test("every code of EC2 that a launch may get has its answer", () => {
  for (const [action, codes] of Object.entries(TABLE)) {
    const answers = codes.split(/\s+/).map((code) => [code, answerOf(code, 500).action]);
    expect(answers).toEqual(codes.split(/\s+/).map((code) => [code, action]));
  }
});

test("a code that nobody knows fails at once, unless it is the server that failed", () => {
  expect(answerOf("SomethingNew", 400)).toEqual({ action: "fail", meaning: "unknown" });
  expect(answerOf("SomethingNew")).toEqual({ action: "fail", meaning: "unknown" });
  expect(answerOf("SomethingNew", 503)).toEqual({ action: "wait", meaning: "service" });
});

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
