import { explainFailure } from "@alpha-engine/aws-calls";
import { expect, test } from "vitest";

import type { Action, Decision } from "./capacity-codes.ts";
import { decide, decideOnCode } from "./decide.ts";

const decisionOn = (name: string, httpStatusCode: number | undefined): Decision =>
  decide(explainFailure(Object.assign(new Error("not now"), { name, $metadata: { httpStatusCode } })));

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

test.each([500, 400, undefined])("every code of EC2 that a launch may get has its answer, with HTTP %s", (status) => {
  for (const [action, codes] of Object.entries(TABLE)) {
    const answers = codes.split(/\s+/).map((code) => [code, decisionOn(code, status).action]);
    expect(answers).toEqual(codes.split(/\s+/).map((code) => [code, action]));
  }
});

test("a fleet's answer has codes without errors, which mean the same", () => {
  for (const [action, codes] of Object.entries(TABLE)) {
    for (const code of codes.split(/\s+/)) expect([code, decideOnCode(code).action]).toEqual([code, action]);
  }
});

test.each([
  ["RequestThrottled", 400],
  ["RequestThrottledException", 400],
  ["ThrottledException", 400],
  ["EC2ThrottledException", 400],
  ["TooManyRequestsException", 400],
  ["SomethingNew", 429],
  ["ExpiredToken", 400],
  ["RequestExpired", 400],
  ["RequestTimeTooSkewed", 403],
])("%s with HTTP %i means: not done, ask again", (name, status) => {
  expect(decisionOn(name, status)).toEqual({ action: "wait", meaning: "service" });
});

test("AuthFailure is the clock's where the SDK learned the right time from it", () => {
  const $metadata = { httpStatusCode: 401, clockSkewCorrected: true };
  const error = Object.assign(new Error("not able to validate"), { name: "AuthFailure", $metadata });
  expect(decide(explainFailure(error)).action).toBe("wait");
});

test("a code that nobody knows fails at once, unless it is the server that failed", () => {
  expect(decisionOn("SomethingNew", 400)).toEqual({ action: "fail", meaning: "unknown" });
  expect(decideOnCode("SomethingNew")).toEqual({ action: "fail", meaning: "unknown" });
  expect(decisionOn("SomethingNew", 503)).toEqual({ action: "wait", meaning: "service" });
});
