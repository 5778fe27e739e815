/**
 * What to do with an error code of RunInstances or CreateFleet.
 * - `rotate`: this pool cannot, the next may. - `rotate-subnet`: no type can in this subnet. - `rotate-family`: no size of
 *   this group of families can; when there is no other group, wait. - `wait`: nobody can just now. - `fail`: a person must look.
 */
export type Action = "rotate" | "rotate-subnet" | "rotate-family" | "wait" | "fail";

/**
 * What an answer says about capacity, for the verdict when no pool was left.
 * - `misfit`: nothing; a spec that fits nowhere (an image for another architecture, say) gives it in every pool.
 */
export type Meaning = "capacity" | "misfit" | "quota" | "service" | "person" | "configuration" | "unknown";

export interface Answer {
  readonly action: Action;
  readonly meaning: Meaning;
}

/**
 * From "Error codes for the Amazon EC2 API", cross-checked with what github-aws-runners' and aws-parallelcluster's lists
 * rotate on (2026-11). A `*` at the end stands for anything.
 */
const ANSWERS: readonly (Answer & { readonly codes: readonly string[] })[] = [
  {
    action: "rotate",
    meaning: "capacity",
    codes: [
      "InsufficientInstanceCapacity",
      "InsufficientHostCapacity",
      "InsufficientReservedInstanceCapacity",
      "InsufficientReservedInstancesCapacity",
      "InsufficientCapacityOnHost",
      "ReservationCapacityExceeded",
      "InsufficientCapacity",
      "UnfulfillableCapacity",
      "SpotMaxPriceTooLow",
    ],
  },
  { action: "rotate", meaning: "misfit", codes: ["Unsupported", "InvalidAvailabilityZone", "InvalidZone.NotFound"] },
  { action: "rotate-subnet", meaning: "capacity", codes: ["InsufficientFreeAddressesInSubnet"] },
  { action: "rotate-subnet", meaning: "misfit", codes: ["VolumeTypeNotAvailableInZone"] },
  { action: "rotate-family", meaning: "quota", codes: ["MaxSpotInstanceCountExceeded", "VcpuLimitExceeded"] },
  {
    action: "wait",
    meaning: "service",
    codes: [
      "RequestLimitExceeded",
      "Throttling",
      "ThrottlingException",
      "Unavailable",
      "ServiceUnavailable",
      "InternalError",
      "InternalFailure",
      "BandwidthLimitExceeded",
      "ResourceCountExceeded",
      "RequestResourceCountExceeded",
      "PendingVerification",
    ],
  },
  { action: "wait", meaning: "capacity", codes: ["InsufficientVolumeCapacity", "InsufficientAddressCapacity"] },
  {
    action: "fail",
    meaning: "person",
    codes: [
      "InstanceLimitExceeded",
      "MaxSpotFleetRequestCountExceeded",
      "TargetCapacityLimitExceededException",
      "ResourceLimitExceeded",
      "VolumeLimitExceeded",
      "MaxIOPSLimitExceeded",
      "OptInRequired",
      "Blocked",
    ],
  },
  {
    action: "fail",
    meaning: "configuration",
    codes: [
      "UnauthorizedOperation",
      "AuthFailure",
      "InvalidAMIID.*",
      "InvalidKeyPair.NotFound",
      "InvalidGroup.NotFound",
      "InvalidSubnetID.NotFound",
      "InvalidParameter*",
      "MissingParameter",
      "IdempotentParameterMismatch",
      "IdempotentInstanceTerminated",
    ],
  },
];

const EXACT = new Map(
  ANSWERS.flatMap(({ action, meaning, codes }) => codes.map((code) => [code, { action, meaning }] as const)),
);
const PREFIXES = [...EXACT]
  .filter(([code]) => code.endsWith("*"))
  .map(([code, answer]) => [code.slice(0, -1), answer] as const);

/** A code that nobody knows fails at once; from a server that failed (HTTP 5xx) it is waited out like any other fault. */
export function answerOf(code: string, httpStatus?: number): Answer {
  const known = EXACT.get(code) ?? PREFIXES.find(([prefix]) => code.startsWith(prefix))?.[1];
  if (known !== undefined) return known;
  return httpStatus !== undefined && httpStatus >= 500
    ? { action: "wait", meaning: "service" }
    : { action: "fail", meaning: "unknown" };
}
