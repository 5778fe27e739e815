import type { Clock } from "@alpha-engine/asl";

import type { ReclaimOptions } from "../../../cloud/options.ts";
import type { Instance } from "./instance.ts";
import { closeByReclaim, gmt, reclaimable } from "./spot-request.ts";

export interface ReclaimContext {
  readonly clock: Clock;
  readonly instances: ReadonlyMap<string, Instance>;
  readonly later: (instance: Instance, seconds: number, callback: () => void) => void;
  readonly announce: (instance: Instance) => void;
  readonly powerOff: (
    instance: Instance,
    state: "shutting-down",
    shape: "undeliverable" | "silent",
    after: () => void,
  ) => void;
  readonly ended: (instance: Instance, state: "terminated") => void;
}

/** From the recommendation to the notice, as ec2-spot-interrupter measures its experiments: 15 to 20 s (source, 2026). */
const REBALANCE_SECONDS = 17;
const NOTICE_SECONDS = 120;

/**
 * Takes spot instances away in AWS's order: the recommendation to rebalance, then the notice and the end of the spot
 * request at once, two minutes later the instance. Sources: ec2-ug spot-request-status and
 * spot-instance-termination-notices (2023-06), a field trace of 2026 (facts C4, C6).
 */
export function createReclaims(context: ReclaimContext): {
  reclaim(instanceId: string, options?: ReclaimOptions): void;
} {
  const { clock, instances, later, announce, powerOff, ended } = context;

  const shutDown = (instance: Instance, { ssm = "undeliverable", stateReason = "late" }: ReclaimOptions): void => {
    // While shutting down there is no StateReason yet, only this text (incident of 2026-06-06).
    instance.transitionReason = `Service initiated (${gmt(clock.now())})`;
    const code = "Server.SpotInstanceTermination";
    const reason = { code, message: `${code}: Spot instance termination` };
    if (stateReason === "prompt") instance.stateReason = reason;
    powerOff(instance, "shutting-down", ssm, () => {
      if (stateReason === "late") instance.stateReason = reason;
      ended(instance, "terminated");
    });
  };

  return {
    reclaim: (instanceId, options = {}) => {
      const { instance, spot } = reclaimable(instances, instanceId);
      if (instance.reclaiming) return;
      instance.reclaiming = true;
      const { noticeSeconds = NOTICE_SECONDS, notice = true } = options;
      // Whoever says when the notice runs out and nothing of a recommendation has both at once, as it also happens.
      const standard = options.noticeSeconds === undefined ? REBALANCE_SECONDS : 0;
      const { rebalanceSeconds = standard } = options;
      const warned = notice && noticeSeconds > 0;
      const end = (): void => {
        closeByReclaim(spot, clock.now());
        if (warned) instance.reclaimAt = clock.now() + noticeSeconds * 1000;
        announce(instance);
        if (noticeSeconds > 0) later(instance, noticeSeconds, () => shutDown(instance, options));
        else shutDown(instance, options);
      };
      if (warned) instance.rebalanceAt = clock.now();
      if (rebalanceSeconds > 0) later(instance, rebalanceSeconds, end);
      else end();
    },
  };
}
