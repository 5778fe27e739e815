import { toSeconds } from "@alpha-engine/dialect";

import type { ReclaimOptions } from "../../../cloud/reclaim-options.ts";
import type { Instance } from "./instance.ts";
import type { Power } from "./power-button.ts";
import type { Register } from "./register.ts";
import { closeByReclaim, gmt, reclaimable } from "./spot-request.ts";

/** From the recommendation to the notice, as ec2-spot-interrupter measures its experiments: 15 to 20 s (source, 2026). */
const REBALANCE_SECONDS = 17;
const NOTICE_SECONDS = 120;

/**
 * Takes spot instances away in AWS's order: the recommendation to rebalance, then the notice and the end of the spot
 * request at once, two minutes later the instance. Sources: EC2 user guide, spot-request-status and
 * spot-instance-termination-notices (2023-06), a trace of a real reclaim (2026).
 */
export function createReclaims(
  register: Register,
  power: Power,
): { reclaim(instanceId: string, options?: ReclaimOptions): void } {
  const { clock, later, announce } = register;

  const shutDown = (instance: Instance, { ssm = "undeliverable", stateReason = "late" }: ReclaimOptions): void => {
    // While shutting down there is no StateReason yet, only this text (incident of 2026-06-06).
    instance.transitionReason = `Service initiated (${gmt(clock.now())})`;
    const code = "Server.SpotInstanceTermination";
    const reason = { code, message: `${code}: Spot instance termination` };
    if (stateReason === "prompt") instance.stateReason = reason;
    const after = (): void => {
      if (stateReason === "late") instance.stateReason = reason;
      power.ended(instance, "terminated");
    };
    power.off(instance, { via: "shutting-down", ssm, after });
  };

  return {
    reclaim: (instanceId, options = {}) => {
      const { instance, spot } = reclaimable(register.all, instanceId);
      if (instance.reclaiming) return;
      instance.reclaiming = true;
      const { noticeLead, notice = true } = options;
      const noticeSeconds = toSeconds(noticeLead ?? NOTICE_SECONDS, "noticeLead");
      // Whoever says when the notice runs out and nothing of a recommendation has both at once, as it also happens.
      const standard = noticeLead === undefined ? REBALANCE_SECONDS : 0;
      const rebalanceSeconds = toSeconds(options.rebalanceLead ?? standard, "rebalanceLead");
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
