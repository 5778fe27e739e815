import type { LostNode } from "../../../cloud/nodes.ts";
import type { PowerRequest } from "../../../machine/sandbox/power-words.ts";
import type { Instance } from "./instance.ts";
import type { Register } from "./register.ts";
import { closeByUser } from "./spot-request.ts";

/** Turns the machines under instances on and off. */
export interface Power {
  /** From pending to running. */
  readonly boot: (instance: Instance) => void;
  /** Everything in it dies now, as a state on the way to its last one; the clock is held until it has. */
  readonly off: (instance: Instance, how: PowerOff) => void;
  readonly reboot: (instance: Instance) => Promise<void>;
  readonly ended: (instance: Instance, state: "terminated" | "stopped") => void;
  /** Kills everything at once; nothing is scheduled any more. */
  readonly stop: () => Promise<void>;
}

export interface PowerOff {
  readonly via: "shutting-down" | "stopping";
  /** What SSM says of what ran on it. */
  readonly ssm: LostNode;
  /** It has taken as long as it takes. */
  readonly after: () => void;
}

/** What an instance's operating system does to it with `shutdown`, `poweroff` and `reboot`. */
export function buttonOf(instance: Instance, register: Register, power: Power): (request: PowerRequest) => void {
  const act = (request: PowerRequest): void => {
    if (instance.state !== "running") return;
    if (request.kind === "reboot") power.reboot(instance).catch(() => shutDown(instance, register, power));
    else shutDown(instance, register, power);
  };
  return (request) => {
    instance.pendingShutdown?.();
    instance.pendingShutdown = undefined;
    if (request.kind === "cancel" || instance.state !== "running") return;
    if (request.delaySeconds === 0) act(request);
    else instance.pendingShutdown = register.later(instance, request.delaySeconds, () => act(request));
  };
}

/**
 * It stops or terminates as its launch said (EC2 user guide, terminating-instances, 2023-06). What happens to a one-time
 * spot instance that is to stop is not documented: it is terminated.
 */
function shutDown(instance: Instance, { clock }: Register, power: Power): void {
  const code = "Client.InstanceInitiatedShutdown";
  instance.stateReason = { code, message: `${code}: Instance initiated shutdown` };
  instance.transitionReason = "";
  const stays = instance.spot === undefined && instance.shutdownBehavior === "stop";
  closeByUser(instance, clock.now());
  const state = stays ? "stopped" : "terminated";
  power.off(instance, {
    via: stays ? "stopping" : "shutting-down",
    ssm: stays ? "silent" : "undeliverable",
    after: () => power.ended(instance, state),
  });
}
