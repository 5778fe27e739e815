import type { ResolvedEffects } from "../effects.ts";
import { instanceLiveness, type Liveness } from "../instance/liveness.ts";
import { look, type Look } from "./invocation.ts";

/** How a command on an instance, and the instance, are looked at: each by itself, or many together. */
export interface Watch {
  look(commandId: string, instanceId: string): Promise<Look>;
  liveness(instanceId: string): Promise<Liveness>;
}

export function singleWatch(effects: ResolvedEffects): Watch {
  return {
    look: (commandId, instanceId) => look(commandId, instanceId, effects),
    liveness: (instanceId) => instanceLiveness(instanceId, effects),
  };
}
