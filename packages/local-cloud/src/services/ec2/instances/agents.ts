import { toSeconds } from "@alpha-engine/dialect";

import type { AgentFault } from "../../../cloud/faults.ts";
import type { Image } from "../../../cloud/image.ts";
import type { Part } from "../../../cloud/part.ts";
import type { AgentOptions } from "../../../machine/agent/agent-options.ts";
import { createAgent } from "../../../machine/agent/agent.ts";
import type { Connections } from "./connections.ts";
import { instanceView, type Instance } from "./instance.ts";
import { programEnvironment } from "./machine-of.ts";
import type { Register } from "./register.ts";

export interface AgentContext {
  readonly part: Part;
  readonly register: Register;
  readonly connections: Connections;
  readonly reclaim: (instance: Instance, how: Parameters<AgentOptions["reclaim"]>[0]) => void;
  readonly reboot: (instance: Instance) => Promise<void>;
}

/**
 * Lets an instance's SSM agent come online once its machine runs, unless there is none. EC2's running comes before SSM's
 * Online (aws-sdk-js-v3#3676 and aws-cli#3646, 2022).
 */
export function expectAgent(instance: Instance, context: AgentContext): void {
  const { part, register } = context;
  const image = part.options.images?.[instance.imageId];
  if (image?.agent === false) return;
  const fault = part.faults.agent?.(instanceView(instance));
  const after = fault?.onlineAfter ?? part.timings.agentOnline;
  if (after === "never") return;
  const seconds = toSeconds(after, "onlineAfter");
  register.later(instance, seconds, () => comeOnline(instance, { ...context, image, fault }));
}

function comeOnline(
  instance: Instance,
  context: AgentContext & { readonly image: Image | undefined; readonly fault: AgentFault | undefined },
): void {
  if (instance.state !== "running") return;
  const { part, register, connections, reclaim, reboot, image, fault } = context;
  instance.agent = createAgent({
    instanceId: instance.instanceId,
    region: part.region,
    sandbox: instance.machine.sandbox,
    sh: image?.sh,
    clock: part.clock,
    crashReport: part.timings.crashReport,
    s3Endpoint: part.environment["AWS_ENDPOINT_URL_S3"] ?? "",
    environment: () => programEnvironment(instance.machine, part),
    reclaim: (how) => reclaim(instance, how),
    disconnect: (seconds) => connections.disconnect(instance.instanceId, seconds),
    reboot: () => reboot(instance),
  });
  instance.registered = true;
  register.announce(instance);
  connections.plan(instance, fault);
  register.online(instance);
}
