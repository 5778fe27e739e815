import type { LostNode } from "../../../cloud/nodes.ts";
import type { PowerPress } from "../../../machine/machine.ts";
import type { StateReason } from "../capacity/state-reason.ts";
import type { Course } from "./instance.ts";
import type { Phase } from "./phase.ts";
import { closeByUser } from "./spot-request.ts";

/** Turns the machines under instances on and off. */
export interface Power {
  /** From pending to running. */
  readonly boot: (phase: Phase) => void;
  /** From pending to terminated: the launch came to nothing. */
  readonly fail: (phase: Phase, reason: StateReason) => void;
  /** Everything in it dies now; the clock is held until it has. */
  readonly off: (phase: Phase, how: PowerOff) => void;
  readonly reboot: (phase: Phase) => Promise<void>;
  /** Kills everything at once; nothing is scheduled any more. */
  readonly stop: () => Promise<void>;
}

export interface PowerOff {
  /** What it is in the end. */
  readonly last: "stopped" | "terminated";
  /** What SSM says of what ran on it. */
  readonly ssm: LostNode;
  /** What is written about it at once. */
  readonly now: Partial<Course>;
  /** What is written about it with its last state. */
  readonly finally?: Partial<Course>;
}

/** What an instance's operating system does to it with `shutdown`, `poweroff` and `reboot`. */
export function buttonOf(phase: Phase, power: Power, now: () => number): (press: PowerPress) => void {
  return (press) => {
    if (press === "reboot") power.reboot(phase).catch(() => shutDown(phase, power, now()));
    else shutDown(phase, power, now());
  };
}

/**
 * It stops or terminates as its launch said (EC2 user guide, terminating-instances, 2023-06). What happens to a one-time
 * spot instance that is to stop is not documented: it is terminated.
 */
function shutDown(phase: Phase, power: Power, now: number): void {
  const { instance } = phase;
  const code = "Client.InstanceInitiatedShutdown";
  const stateReason = { code, message: `${code}: Instance initiated shutdown` };
  const stays = instance.spot === undefined && instance.shutdownBehavior === "stop";
  closeByUser(instance, now);
  power.off(phase, {
    last: stays ? "stopped" : "terminated",
    ssm: stays ? "silent" : "undeliverable",
    now: { stateReason, transitionReason: "" },
  });
}
