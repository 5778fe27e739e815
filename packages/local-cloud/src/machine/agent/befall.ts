import { toMilliseconds, toSeconds } from "@alpha-engine/dialect";

import type { CommandFault } from "../../cloud/faults.ts";
import type { Job } from "../../cloud/nodes.ts";
import type { AgentOptions } from "./agent-options.ts";
import type { ScriptEnd } from "./exit-status.ts";

/** The command that something befalls. */
export interface Struck {
  readonly options: AgentOptions;
  readonly job: Job;
  readonly timeoutSeconds: number;
  /** Lets the clock go on without it. */
  readonly release: () => void;
  /** Says how it is ended from outside, as long as nothing of it runs. */
  readonly onKill: (kill: () => void) => void;
  readonly say: (line: string) => void;
  readonly log: (line: string) => void;
}

/** How the command ends without its script being run; `undefined` where it is. */
export async function insteadOfScript(fault: CommandFault | undefined, struck: Struck): Promise<ScriptEnd | undefined> {
  if (fault === undefined || fault.at !== undefined) return undefined;
  switch (fault.kind) {
    case "timed-out":
      return { kind: "timed-out" };
    case "exit":
      struck.say(`local-cloud: the script was not run; a fault gave it exit code ${fault.code}\n`);
      return { kind: "exited", code: fault.code };
    case "hang":
      return await hung(struck);
    default:
      return undefined;
  }
}

/** Its script has just begun: what befalls it now, and what is to befall it while it runs; the answer takes that back. */
export function befall(fault: CommandFault | undefined, stop: (end: ScriptEnd) => void, struck: Struck): () => void {
  if (fault === undefined) return () => {};
  if (fault.at === undefined) {
    if (fault.kind === "undeliverable") struck.job.giveUp();
    if (fault.kind === "connection-lost") void strike(fault, struck);
    return () => {};
  }
  if (fault.at === "after") return () => {};
  let isDue = false;
  const cancel = struck.options.clock.schedule(toMilliseconds(fault.at, "at"), () => {
    isDue = true;
    if (fault.kind === "exit") stop({ kind: "exited", code: fault.code });
    else void strike(fault, struck);
  });
  return () => {
    cancel();
    if (!isDue) fault.missed?.();
  };
}

/** How the command ends whose script has ended. */
export async function afterScript(fault: CommandFault | undefined, end: ScriptEnd, struck: Struck): Promise<ScriptEnd> {
  if (fault?.at !== "after" || end.kind === "cancelled") return end;
  if (fault.kind === "exit") return { kind: "exited", code: fault.code };
  if (fault.kind === "hang") return await hung(struck);
  await strike(fault, struck);
  return end;
}

/** At its first output. */
export function firstOutput(fault: CommandFault | undefined, struck: Struck): void {
  if (fault?.kind === "reclaim" && fault.at === undefined) void strike(fault, struck);
}

async function strike(fault: CommandFault, { options, log }: Struck): Promise<void> {
  if (fault.kind === "push") await options.merge();
  if (fault.kind === "connection-lost")
    options.disconnect(fault.lasts === undefined ? undefined : toSeconds(fault.lasts, "lasts"));
  if (fault.kind !== "reclaim") return;
  try {
    const { kind: _, at: __, missed: ___, ...how } = fault;
    options.reclaim(how);
  } catch (error) {
    // An on-demand instance cannot be reclaimed: the fault is void, and the agent's log says so.
    log((error as Error).message);
  }
}

/** Nothing of it works: its time need not really pass. */
async function hung({ options, timeoutSeconds, release, onKill }: Struck): Promise<ScriptEnd> {
  const { promise, resolve } = Promise.withResolvers<ScriptEnd>();
  const disarm = options.clock.schedule(timeoutSeconds * 1000, () => resolve({ kind: "timed-out" }));
  onKill(() => resolve({ kind: "cancelled" }));
  release();
  return await promise.finally(disarm);
}
