import { setTimeout as delay } from "node:timers/promises";

import type { EC2Client } from "@aws-sdk/client-ec2";

import type { PoolAttempt } from "../pools/pool.ts";

/** What a launch takes from outside: EC2, time, chance, and who is told of it. */
export interface Effects {
  /** @default a client of the ordinary AWS environment, one attempt a call */
  readonly ec2?: EC2Client | undefined;
  /** Waits so many milliseconds, or until the signal. */
  readonly sleep?: ((ms: number, signal?: AbortSignal) => Promise<unknown>) | undefined;
  /** For the jitter of pauses, in [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
  /** Called with each pool's refusal as it comes. */
  readonly onRefusal?: ((attempt: PoolAttempt) => void) | undefined;
  /** How long one call may take, in milliseconds. @default 60_000 */
  readonly callTimeout?: number | undefined;
  /** Ends the launch; what it had launched is given back first. */
  readonly signal?: AbortSignal | undefined;
}

export interface World {
  readonly ec2: EC2Client;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** Waits although the launch is cancelled: for what must be known before it can be given back. */
  readonly sleepThrough: (ms: number) => Promise<unknown>;
  readonly random: () => number;
  readonly onRefusal: (attempt: PoolAttempt) => void;
  /** Bounds one call: the SDK itself would wait for an answer for ever. */
  readonly bounded: () => { readonly abortSignal: AbortSignal };
  /** Bounds a question that nobody needs the answer to once the launch is cancelled. */
  readonly untilCancelled: () => { readonly abortSignal: AbortSignal };
  readonly isCancelled: () => boolean;
}

export async function openWorld(effects: Effects): Promise<World> {
  const { callTimeout = 60_000, signal, sleep = pause } = effects;
  return {
    // InsufficientInstanceCapacity is an HTTP 500: the SDK would repeat it before anybody sees it.
    ec2: effects.ec2 ?? new (await import("@aws-sdk/client-ec2")).EC2Client({ maxAttempts: 1 }),
    sleep: (ms) => sleep(ms, signal),
    sleepThrough: (ms) => sleep(ms),
    random: effects.random ?? Math.random,
    onRefusal: effects.onRefusal ?? (() => {}),
    bounded: () => ({ abortSignal: AbortSignal.timeout(callTimeout) }),
    untilCancelled: () => ({
      abortSignal: AbortSignal.any([AbortSignal.timeout(callTimeout), ...(signal === undefined ? [] : [signal])]),
    }),
    isCancelled: () => signal?.aborted === true,
  };
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {});
}
