import { setTimeout as delay } from "node:timers/promises";

import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SSMClient } from "@aws-sdk/client-ssm";

/** What the dispatcher does to the world. Every default is the real thing, built from the ordinary AWS environment. */
export interface Effects {
  readonly ssm?: SSMClient | undefined;
  readonly ec2?: EC2Client | undefined;
  readonly s3?: S3Client | undefined;
  /** Only for live output. */
  readonly logs?: CloudWatchLogsClient | undefined;
  /** Of the clients that are not given. @default the ordinary AWS environment */
  readonly region?: string | undefined;
  /** @default performance.now */
  readonly now?: (() => number) | undefined;
  /** Waits so many milliseconds, or until the signal. */
  readonly sleep?: ((ms: number, signal?: AbortSignal) => Promise<unknown>) | undefined;
  /** @default Math.random */
  readonly random?: (() => number) | undefined;
  /** The date of diagnostics and timings. @default () => new Date() */
  readonly date?: (() => Date) | undefined;
  /** How long one call to AWS may take, in milliseconds. @default 30_000 */
  readonly callTimeout?: number | undefined;
}

export interface ResolvedEffects {
  readonly ssm: SSMClient;
  readonly ec2: EC2Client;
  readonly s3: () => Promise<S3Client>;
  readonly logs: () => Promise<CloudWatchLogsClient>;
  readonly now: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<unknown>;
  readonly random: () => number;
  readonly date: () => Date;
  /** Bounds one call: the SDK itself would wait for an answer for ever. */
  readonly bounded: () => { readonly abortSignal: AbortSignal };
}

export async function resolveEffects(effects: Effects): Promise<ResolvedEffects> {
  const [ssmSdk, ec2Sdk] = await Promise.all([import("@aws-sdk/client-ssm"), import("@aws-sdk/client-ec2")]);
  const { callTimeout = 30_000 } = effects;
  const region = effects.region === undefined ? {} : { region: effects.region };
  let { s3, logs } = effects;
  return {
    // One attempt a call: a sendCommand that the SDK repeats by itself could run a script twice. The loops here repeat.
    ssm: effects.ssm ?? new ssmSdk.SSMClient({ ...region, maxAttempts: 1 }),
    ec2: effects.ec2 ?? new ec2Sdk.EC2Client({ ...region, maxAttempts: 1 }),
    s3: async () => (s3 ??= new (await import("@aws-sdk/client-s3")).S3Client(region)),
    logs: async () => (logs ??= new (await import("@aws-sdk/client-cloudwatch-logs")).CloudWatchLogsClient(region)),
    now: effects.now ?? (() => performance.now()),
    sleep: effects.sleep ?? sleep,
    random: effects.random ?? Math.random,
    date: effects.date ?? (() => new Date()),
    bounded: () => ({ abortSignal: AbortSignal.timeout(callTimeout) }),
  };
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {});
}
