import { toSeconds } from "@alpha-engine/dialect";

import type { ReclaimOptions } from "../../../cloud/reclaim-options.ts";
import type { Phase } from "./phase.ts";
import type { Power } from "./power-button.ts";
import type { Register } from "./register.ts";
import { closeByReclaim, gmt, reclaimable } from "./spot-request.ts";

/** From the recommendation to the notice, as ec2-spot-interrupter measures its experiments: 15 to 20 s (source, 2026). */
const REBALANCE_SECONDS = 17;
const NOTICE_SECONDS = 120;

export interface Reclaims {
  readonly reclaim: (instanceId: string, options?: ReclaimOptions) => void;
  /** The same, asked for by what runs in that phase. */
  readonly reclaimIn: (phase: Phase, options: ReclaimOptions) => void;
}

/**
 * Takes spot instances away in AWS's order: the recommendation to rebalance, then the notice and the end of the spot
 * request at once, two minutes later the instance. Sources: EC2 user guide, spot-request-status and
 * spot-instance-termination-notices (2023-06), a trace of a real reclaim (2026).
 */
export function createReclaims(register: Register, power: Power): Reclaims {
  const { clock, phaseOf } = register;

  const shutDown = (phase: Phase, { ssm = "undeliverable", stateReason = "late" }: ReclaimOptions): void => {
    // While shutting down there is no StateReason yet, only this text (incident of 2026-06-06).
    const transitionReason = `Service initiated (${gmt(clock.now())})`;
    const code = "Server.SpotInstanceTermination";
    const reason = { stateReason: { code, message: `${code}: Spot instance termination` } };
    const now = stateReason === "prompt" ? { transitionReason, ...reason } : { transitionReason };
    power.off(phase, { last: "terminated", ssm, now, finally: stateReason === "missing" ? {} : reason });
  };

  const reclaim = (phase: Phase, options: ReclaimOptions): void => {
    const { instance, spot } = reclaimable(register.all, phase.instance.instanceId);
    if (instance.reclaiming) return;
    phase.write({ reclaiming: true });
    const { noticeLead, notice = true } = options;
    const noticeSeconds = toSeconds(noticeLead ?? NOTICE_SECONDS, "noticeLead");
    // Whoever says when the notice runs out and nothing of a recommendation has both at once, as it also happens.
    const standard = noticeLead === undefined ? REBALANCE_SECONDS : 0;
    const rebalanceSeconds = toSeconds(options.rebalanceLead ?? standard, "rebalanceLead");
    const warned = notice && noticeSeconds > 0;
    const end = (): void => {
      closeByReclaim(spot, clock.now());
      phase.announce(warned ? { reclaimAt: clock.now() + noticeSeconds * 1000 } : {});
      if (noticeSeconds > 0) phase.later(noticeSeconds, () => shutDown(phase, options));
      else shutDown(phase, options);
    };
    if (warned) phase.write({ rebalanceAt: clock.now() });
    if (rebalanceSeconds > 0) phase.later(rebalanceSeconds, end);
    else end();
  };

  return {
    reclaim: (instanceId, options = {}) => reclaim(phaseOf(reclaimable(register.all, instanceId).instance), options),
    reclaimIn: reclaim,
  };
}
