import { setTimeout as delay } from "node:timers/promises";

import type { EC2Client } from "@aws-sdk/client-ec2";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SSMClient } from "@aws-sdk/client-ssm";

/** What the dispatcher does to the world. Every default is the real thing, built from the ordinary AWS environment. */
export interface Effects {
  readonly ssm?: SSMClient | undefined;
  readonly ec2?: EC2Client | undefined;
  readonly s3?: S3Client | undefined;
  /** @default performance.now */
  readonly now?: (() => number) | undefined;
  /** Waits so many milliseconds, or until the signal. */
  readonly sleep?: ((ms: number, signal?: AbortSignal) => Promise<unknown>) | undefined;
  /** @default Math.random */
  readonly random?: (() => number) | undefined;
  /** How long one call to AWS may take, in milliseconds. @default 30_000 */
  readonly callTimeout?: number | undefined;
}

export interface World {
  readonly ssm: SSMClient;
  readonly ec2: EC2Client;
  readonly s3: () => Promise<S3Client>;
  readonly now: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<unknown>;
  readonly random: () => number;
  /** Bounds one call: the SDK itself would wait for an answer for ever. */
  readonly bounded: () => { readonly abortSignal: AbortSignal };
}

export async function openWorld(effects: Effects): Promise<World> {
  const [ssmSdk, ec2Sdk] = await Promise.all([import("@aws-sdk/client-ssm"), import("@aws-sdk/client-ec2")]);
  const { callTimeout = 30_000 } = effects;
  let s3 = effects.s3;
  return {
    // One attempt a call: a sendCommand that the SDK repeats by itself could run a script twice. The loops here repeat.
    ssm: effects.ssm ?? new ssmSdk.SSMClient({ maxAttempts: 1 }),
    ec2: effects.ec2 ?? new ec2Sdk.EC2Client({ maxAttempts: 1 }),
    s3: async () => (s3 ??= new (await import("@aws-sdk/client-s3")).S3Client({})),
    now: effects.now ?? (() => performance.now()),
    sleep: effects.sleep ?? sleep,
    random: effects.random ?? Math.random,
    bounded: () => ({ abortSignal: AbortSignal.timeout(callTimeout) }),
  };
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {});
}
