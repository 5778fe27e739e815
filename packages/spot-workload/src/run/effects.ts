import { setTimeout as delay } from "node:timers/promises";

import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { EC2Client } from "@aws-sdk/client-ec2";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";

import type { WorkloadEvent } from "./events.ts";

/** What a workload does to the world; every default is the real thing, built from the ordinary AWS environment. */
export interface Effects {
  readonly ec2?: EC2Client | undefined;
  readonly ssm?: SSMClient | undefined;
  readonly s3?: S3Client | undefined;
  readonly cloudwatch?: CloudWatchClient | undefined;
  /** Waits so many milliseconds, or until the signal. */
  readonly sleep?: ((ms: number, signal?: AbortSignal) => Promise<unknown>) | undefined;
  /** Milliseconds, for what is measured. @default performance.now */
  readonly now?: (() => number) | undefined;
  /** For deadlines and records. @default () => new Date() */
  readonly date?: (() => Date) | undefined;
  /** @default Math.random */
  readonly random?: (() => number) | undefined;
  readonly onEvent?: ((event: WorkloadEvent) => void) | undefined;
  /** Ends the run early: the remote script is cancelled, the instance given back. */
  readonly signal?: AbortSignal | undefined;
}

export interface World {
  readonly ec2: EC2Client;
  readonly ssm: SSMClient;
  readonly s3: S3Client;
  readonly cloudwatch: CloudWatchClient;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<unknown>;
  readonly now: () => number;
  readonly date: () => Date;
  readonly random: () => number;
  readonly onEvent: (event: WorkloadEvent) => void;
  readonly signal: AbortSignal | undefined;
}

export function openWorld(effects: Effects): World {
  return {
    ec2: effects.ec2 ?? new EC2Client({ maxAttempts: 1 }),
    ssm: effects.ssm ?? new SSMClient({ maxAttempts: 1 }),
    s3: effects.s3 ?? new S3Client({}),
    cloudwatch: effects.cloudwatch ?? new CloudWatchClient({}),
    sleep: effects.sleep ?? sleep,
    now: effects.now ?? (() => performance.now()),
    date: effects.date ?? (() => new Date()),
    random: effects.random ?? Math.random,
    onEvent: effects.onEvent ?? (() => {}),
    signal: effects.signal,
  };
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {});
}
