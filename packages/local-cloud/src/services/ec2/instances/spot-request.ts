import { LocalCloudError } from "../../../errors.ts";
import type { Instance, SpotRequest } from "./instance.ts";

/** The living spot instance of that id, for one that is to be taken away. */
export function reclaimable(
  instances: ReadonlyMap<string, Instance>,
  instanceId: string,
): { readonly instance: Instance; readonly spot: SpotRequest } {
  const instance = instances.get(instanceId);
  const spot = instance?.spot;
  const lives =
    instance !== undefined && (ON.has(instance.state) || (instance.reclaiming && !ENDED.has(instance.state)));
  if (lives && spot !== undefined) return { instance, spot };
  const what = instance === undefined ? "is not here" : spot === undefined ? "is on-demand" : `is ${instance.state}`;
  throw new LocalCloudError("LOCAL_CLOUD_NO_SUCH_INSTANCE", `Instance ${instanceId} cannot be reclaimed: it ${what}`, {
    hint: "only a living spot instance can be reclaimed",
  });
}

/** The person's own doing closes the request of a spot instance too; one that was cancelled stays so. */
export function closeByUser({ spot }: Instance, now: number): void {
  if (spot === undefined || spot.state === "closed" || !OPEN_CODES.has(spot.code)) return;
  closeRequest(spot, "instance-terminated-by-user", "Spot Instance terminated due to user-initiated termination.", now);
}

/** The request flips at once, two minutes ahead of the instance (EC2 user guide, spot-request-status, 2023-06; a trace of 2026). */
export function closeByReclaim(spot: SpotRequest, now: number): void {
  closeRequest(
    spot,
    "instance-terminated-no-capacity",
    "Your Spot instance was terminated because there is no Spot capacity available that matches your request.",
    now,
  );
}

/** A launch that ended behind `pending`: what its request says then is an inference (EC2 user guide, spot-request-status, 2023-06). */
export function closeByFailure({ spot }: Instance, reason: string, now: number): void {
  if (spot === undefined) return;
  if (reason === "Server.SpotInstanceTermination") closeByReclaim(spot, now);
  else closeRequest(spot, "system-error", "The Spot request failed due to a system error.", now);
}

/** Its instance goes on, and only the status says so (EC2 user guide, spot-requests, 2023-06). */
export function cancelRequest(spot: SpotRequest, now: number): void {
  if (spot.state !== "active") return;
  const message = "Your Spot request was canceled, but your Spot instance is still running.";
  Object.assign(spot, { state: "cancelled", code: CANCELLED, message, updatedAt: now });
}

/** `2026-06-06 03:10:11 GMT` */
export function gmt(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} GMT`;
}

const ON: ReadonlySet<string> = new Set(["pending", "running"]);
const ENDED: ReadonlySet<string> = new Set(["stopped", "terminated"]);
const CANCELLED = "request-canceled-and-instance-running";
const OPEN_CODES: ReadonlySet<string> = new Set(["fulfilled", CANCELLED]);

function closeRequest(spot: SpotRequest, code: string, message: string, now: number): void {
  const state = spot.state === "cancelled" ? "cancelled" : "closed";
  Object.assign(spot, { state, code, message, updatedAt: now });
}
