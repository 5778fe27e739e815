/**
 * What to do with an error code of RunInstances. From the EC2 API's list of error codes, cross-checked with what runner
 * fleets and cluster managers rotate on.
 * - `rotate`: this pool cannot, another may. - `wait`: nobody can just now. - `fail`: a human must look.
 */
export type Answer = "rotate" | "wait" | "fail";

const ROTATE = new Set([
  "InsufficientInstanceCapacity",
  "InsufficientHostCapacity",
  "InsufficientReservedInstanceCapacity",
  "InsufficientReservedInstancesCapacity",
  "InsufficientCapacityOnHost",
  "InsufficientCapacity",
  "ReservationCapacityExceeded",
  "UnfulfillableCapacity",
  "SpotMaxPriceTooLow",
  "Unsupported",
  "InvalidAvailabilityZone",
  "InvalidZone.NotFound",
  "InsufficientFreeAddressesInSubnet",
  "VolumeTypeNotAvailableInZone",
  "MaxSpotInstanceCountExceeded",
  "VcpuLimitExceeded",
]);

const WAIT = new Set([
  "RequestLimitExceeded",
  "Throttling",
  "ThrottlingException",
  "Unavailable",
  "ServiceUnavailable",
  "InternalError",
  "InternalFailure",
  "InsufficientVolumeCapacity",
  "InsufficientAddressCapacity",
  "BandwidthLimitExceeded",
  "ResourceCountExceeded",
  "RequestResourceCountExceeded",
  "PendingVerification",
]);

/** Not capacity: the same refusal would come from every pool, or hides a mistake in the spec (an image for another architecture). */
const SAYS_NOTHING_ABOUT_CAPACITY = new Set([
  "Unsupported",
  "InvalidAvailabilityZone",
  "InvalidZone.NotFound",
  "VolumeTypeNotAvailableInZone",
]);

export function answerOf(code: string): Answer {
  if (ROTATE.has(code)) return "rotate";
  return WAIT.has(code) ? "wait" : "fail";
}

/** The call got no answer. EC2 may have launched, so only the same token again tells; another pool could rent a second instance. */
export function isAnswerLost(error: unknown): boolean {
  const { name, code, $metadata } = error as {
    name?: string;
    code?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  if ($metadata?.httpStatusCode !== undefined) return false;
  return name === "TimeoutError" || name === "AbortError" || (typeof code === "string" && code.startsWith("E"));
}

/** Whether a set of refusals, one from each pool, means "no capacity anywhere" and not "this spec fits nowhere". */
export function isCapacity(codes: readonly string[]): boolean {
  return codes.some((code) => !SAYS_NOTHING_ABOUT_CAPACITY.has(code));
}
