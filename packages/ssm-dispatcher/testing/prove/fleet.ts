import { type Clock, rehearsalClock } from "@alpha-engine/asl";
import type { CommandFault } from "@alpha-engine/local-cloud";

import { startTestCloud, type TestCloud } from "../cloud.ts";
import type { Fate, Plan } from "./plan.ts";

/** Machines for the runs under which none dies; each takes five commands at a time. */
const SHARED = 3;

/** A cloud with one skew, and its machines. */
export interface Fleet extends AsyncDisposable {
  readonly rig: TestCloud;
  /** One of the shared machines, or one of its own for a run that will not leave it as it was. */
  instanceFor(plan: Plan): Promise<string>;
  /** Says what is to befall the first command of this name. */
  expect(name: string, plan: Plan): void;
  stateOf(instanceId: string): string | undefined;
}

const SPARES_ITS_MACHINE = new Set<Fate>(["lives", "called undeliverable", "refused by the node"]);

/** @param rate how many of the cloud's seconds are in one of this machine's; while nothing works its clock jumps */
export async function startFleet(skew: number, rate: number): Promise<Fleet> {
  const awaited = new Map<string, CommandFault>();
  const rig = await startTestCloud({
    clock: rehearsalClock({ rate }),
    timings: { undeliverable: 10, connectionLost: 5 },
    faults: {
      ...(skew === 0 ? {} : { clockSkewSeconds: skew }),
      command: ({ comment }) => {
        const fault = awaited.get(comment);
        // Of a guarded script that is sent again only the first command suffers; a refused upload is the node's own.
        if (fault?.kind !== "upload-refused" && fault?.kind !== "refused") awaited.delete(comment);
        return fault;
      },
    },
  });
  const shared = await Promise.all(Array.from({ length: SHARED }, () => rig.boot()));
  return {
    rig,
    instanceFor: async ({ fate, seed }) =>
      SPARES_ITS_MACHINE.has(fate) ? (shared[seed % SHARED] ?? "") : await rig.boot(),
    expect: (name, plan) => {
      const fault = commandFault(plan);
      if (fault !== undefined) awaited.set(name, fault);
    },
    stateOf: (instanceId) => rig.cloud.instances().find((instance) => instance.instanceId === instanceId)?.state,
    [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose](),
  };
}

function commandFault({ fate, s3 }: Plan): CommandFault | undefined {
  switch (fate) {
    case "reclaimed":
      return { kind: "reclaim", noticeLead: 1 };
    case "reclaimed in silence":
      return { kind: "reclaim", noticeLead: 1, ssm: "silent" };
    case "agent away":
      return { kind: "connection-lost", lasts: 15 };
    case "agent gone":
      return { kind: "connection-lost" };
    case "called undeliverable":
      return { kind: "undeliverable" };
    case "refused by the node":
      return { kind: "refused", statusDetails: "AccessDenied" };
    case "lives":
    case "terminated":
      return s3 === "upload refused" ? { kind: "upload-refused" } : undefined;
  }
}

/** The cloud's time as the dispatcher's: the clock is held but while the dispatcher sleeps. */
export function ownTime(clock: Clock): {
  readonly now: () => number;
  readonly date: () => Date;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly release: () => void;
} {
  let release = clock.hold();
  let sleepers = 0;
  return {
    now: () => clock.now(),
    date: () => new Date(clock.now()),
    sleep: async (ms, signal) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const unset = clock.schedule(ms, resolve);
      if (signal?.aborted === true) resolve();
      signal?.addEventListener("abort", () => resolve(), { once: true });
      sleepers += 1;
      release();
      await promise;
      unset();
      sleepers -= 1;
      release();
      release = clock.hold();
    },
    release: () => release(),
  };
}
