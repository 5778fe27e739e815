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
  /** Waits so many milliseconds. */
  readonly sleep?: ((ms: number) => Promise<unknown>) | undefined;
  /** @default Math.random */
  readonly random?: (() => number) | undefined;
}

export interface World {
  readonly ssm: SSMClient;
  readonly ec2: EC2Client;
  readonly s3: () => Promise<S3Client>;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly random: () => number;
}

export async function openWorld(effects: Effects): Promise<World> {
  const [ssmSdk, ec2Sdk] = await Promise.all([import("@aws-sdk/client-ssm"), import("@aws-sdk/client-ec2")]);
  let s3 = effects.s3;
  return {
    // One attempt a call: a sendCommand that the SDK repeats by itself could run a script twice. The loops here repeat.
    ssm: effects.ssm ?? new ssmSdk.SSMClient({ maxAttempts: 1 }),
    ec2: effects.ec2 ?? new ec2Sdk.EC2Client({ maxAttempts: 1 }),
    s3: async () => (s3 ??= new (await import("@aws-sdk/client-s3")).S3Client({})),
    now: effects.now ?? (() => performance.now()),
    sleep: effects.sleep ?? delay,
    random: effects.random ?? Math.random,
  };
}
