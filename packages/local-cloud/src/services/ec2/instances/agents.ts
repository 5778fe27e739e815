import { toSeconds } from "@alpha-engine/dialect";

import type { AgentFault } from "../../../cloud/faults.ts";
import type { Part } from "../../../cloud/part.ts";
import { LATENCY } from "../../../cloud/timings.ts";
import { type AgentOptions, MERGED } from "../../../machine/agent/agent-options.ts";
import { createAgent } from "../../../machine/agent/agent.ts";
import type { Connections } from "./connections.ts";
import { instanceView } from "./instance.ts";
import { programEnvironment } from "./machine-of.ts";
import type { Phase } from "./phase.ts";
import type { Register } from "./register.ts";

export interface AgentContext {
  readonly part: Part;
  readonly register: Register;
  readonly connections: Connections;
  readonly reclaim: (phase: Phase, how: Parameters<AgentOptions["reclaim"]>[0]) => void;
  readonly reboot: (phase: Phase) => Promise<void>;
}

/**
 * Lets an instance's SSM agent come online once its machine runs, unless there is none. EC2's running comes before SSM's
 * Online (aws-sdk-js-v3#3676 and aws-cli#3646, 2022).
 */
export function expectAgent(phase: Phase, context: AgentContext): void {
  const { part } = context;
  const { instance } = phase;
  const image = part.options.images?.[instance.imageId];
  if (image?.agent === false) return;
  const fault = part.faults.agent?.(instanceView(instance));
  const after = fault?.onlineAfter ?? part.timings.agentOnline;
  if (after === "never") return;
  // What a fault says may be meant to outlast somebody's patience.
  const timer = fault?.onlineAfter === undefined ? LATENCY : undefined;
  phase.later(toSeconds(after, "onlineAfter"), () => comeOnline(phase, { ...context, fault }), timer);
}

function comeOnline(phase: Phase, context: AgentContext & { readonly fault: AgentFault | undefined }): void {
  const { part, register, connections, reclaim, reboot, fault } = context;
  const { instance } = phase;
  const { instanceId, machine, imageId } = instance;
  const { checkouts = {} } = part.options.images?.[imageId] ?? {};
  const agent = createAgent({
    instanceId,
    region: part.region,
    sh: part.options.images?.[imageId]?.sh ?? "bash",
    on: () => machine.on(),
    clock: part.clock,
    crashReport: part.timings.crashReport,
    s3Endpoint: part.environment["AWS_ENDPOINT_URL_S3"] ?? "",
    environment: () => programEnvironment(instance, part),
    reclaim: (how) => reclaim(phase, how),
    disconnect: (seconds) => connections.lose(phase, seconds),
    fallBehind: (milliseconds) => machine.fallBehind(milliseconds),
    reboot: () => reboot(phase),
    checkouts: Object.keys(checkouts),
    merge: async () => {
      const urls = new Set(Object.values(checkouts).map(({ url }) => url));
      for (const url of urls) await part.remotes.push(url, { files: { [MERGED]: "by somebody\n" } });
    },
  });
  phase.announce({ agent, registered: true });
  connections.plan(phase, fault);
  register.online(phase.instance);
}
