import { LocalCloudError } from "../errors.ts";
import type { Instance, SpotRequest } from "./instance.ts";

/** The living spot instance of that id, for one that is to be taken away. */
export function reclaimable(
  instances: ReadonlyMap<string, Instance>,
  instanceId: string,
): { readonly instance: Instance; readonly spot: SpotRequest } {
  const instance = instances.get(instanceId);
  const spot = instance?.spot;
  if (instance !== undefined && spot !== undefined && instance.terminatedAt === undefined) return { instance, spot };
  const what = instance === undefined ? "is not here" : spot === undefined ? "is on-demand" : "has ended";
  throw new LocalCloudError(
    "LOCAL_CLOUD_NO_SUCH_INSTANCE",
    `Instance ${instanceId} cannot be reclaimed: it ${what}`,
    "only a living spot instance can be reclaimed",
  );
}

/** The person's own doing closes the request of a spot instance too. */
export function closeByUser({ spot }: Instance, now: number): void {
  if (spot?.state !== "active") return;
  closeRequest(spot, "instance-terminated-by-user", "Spot Instance terminated due to user-initiated termination.", now);
}

/** The request flips at once, two minutes ahead of the instance (ec2-ug spot-request-status; field trace in C4). */
export function closeByReclaim(instance: Instance, spot: SpotRequest, noticeSeconds: number, now: number): void {
  closeRequest(
    spot,
    "instance-terminated-no-capacity",
    "Your Spot instance was terminated because there is no Spot capacity available that matches your request.",
    now,
  );
  instance.rebalanceAt = now;
  instance.reclaimAt = now + noticeSeconds * 1000;
}

function closeRequest(spot: SpotRequest, code: string, message: string, now: number): void {
  Object.assign(spot, { state: "closed", code, message, updatedAt: now });
}
