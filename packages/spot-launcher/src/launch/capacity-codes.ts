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

/** What follows from an answer of EC2's to a launch. */
export interface Decision {
  readonly action: Action;
  readonly meaning: Meaning;
}

/**
 * Only what is EC2's own: what a throttled call, a wrong clock, a lack of permission or a lost answer means is the same for
 * every service, and said by aws-calls. From "Error codes for the Amazon EC2 API", cross-checked with what the lists of
 * github-aws-runners and aws-parallelcluster rotate on (2026-11). A `*` at the end stands for anything.
 */
const DECISIONS: readonly (Decision & { readonly codes: readonly string[] })[] = [
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
  {
    action: "rotate",
    meaning: "misfit",
    codes: ["Unsupported", "InvalidFleetConfiguration", "InvalidAvailabilityZone", "InvalidZone.NotFound"],
  },
  { action: "rotate-subnet", meaning: "capacity", codes: ["InsufficientFreeAddressesInSubnet"] },
  { action: "rotate-subnet", meaning: "misfit", codes: ["VolumeTypeNotAvailableInZone"] },
  { action: "rotate-family", meaning: "quota", codes: ["MaxSpotInstanceCountExceeded", "VcpuLimitExceeded"] },
  {
    action: "wait",
    meaning: "service",
    codes: ["ResourceCountExceeded", "RequestResourceCountExceeded", "PendingVerification"],
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
  DECISIONS.flatMap(({ action, meaning, codes }) => codes.map((code) => [code, { action, meaning }] as const)),
);
const PREFIXES = [...EXACT]
  .filter(([code]) => code.endsWith("*"))
  .map(([code, decision]) => [code.slice(0, -1), decision] as const);

/** What EC2's own codes mean for a launch; undefined for one that is not EC2's own. */
export function decisionOnCode(code: string): Decision | undefined {
  return EXACT.get(code) ?? PREFIXES.find(([prefix]) => code.startsWith(prefix))?.[1];
}
