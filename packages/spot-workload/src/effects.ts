import { createClient, type PatienceEffects, sleep } from "@alpha-engine/aws-calls";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { EC2Client } from "@aws-sdk/client-ec2";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";

/** What a workload takes from outside; every default is the real thing, built from the ordinary AWS environment. */
export interface Effects extends PatienceEffects {
  readonly ec2?: EC2Client | undefined;
  readonly ssm?: SSMClient | undefined;
  readonly s3?: S3Client | undefined;
  readonly cloudwatch?: CloudWatchClient | undefined;
  /** For deadlines and records. @default () => new Date() */
  readonly date?: (() => Date) | undefined;
}

export interface ResolvedEffects {
  readonly ec2: EC2Client;
  readonly ssm: SSMClient;
  readonly s3: S3Client;
  readonly cloudwatch: CloudWatchClient;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
  readonly random: () => number;
  readonly now: () => number;
  readonly date: () => Date;
}

export function resolveEffects(effects: Effects): ResolvedEffects {
  return {
    // The launcher and the dispatcher must know of each attempt of a call.
    ec2: effects.ec2 ?? createClient(EC2Client, { retries: "none" }),
    ssm: effects.ssm ?? createClient(SSMClient, { retries: "none" }),
    s3: effects.s3 ?? createClient(S3Client),
    cloudwatch: effects.cloudwatch ?? createClient(CloudWatchClient),
    sleep: effects.sleep ?? sleep,
    random: effects.random ?? Math.random,
    now: effects.now ?? (() => performance.now()),
    date: effects.date ?? (() => new Date()),
  };
}
