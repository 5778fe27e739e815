import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "@alpha-engine/local-cloud";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client, RunInstancesCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";

/** A cloud for one test file, with the clients the dispatcher takes and a bucket named `bucket`. */
export interface TestCloud extends AsyncDisposable {
  readonly cloud: LocalCloud;
  readonly directory: string;
  readonly ssm: SSMClient;
  readonly ec2: EC2Client;
  readonly s3: S3Client;
  readonly logs: CloudWatchLogsClient;
  /** Rents a spot instance and waits for its agent. */
  boot(): Promise<string>;
  /** Rents one and waits for nothing. */
  rent(): Promise<string>;
  terminate(instanceId: string): Promise<void>;
}

const FAST = { boot: 0.01, agentOnline: 0.01, registration: 0.05, shutdown: 0.05, undeliverable: 35 };

export async function startTestCloud(options: Partial<LocalCloudOptions> = {}): Promise<TestCloud> {
  const directory = await mkdtemp(join(tmpdir(), "ssm-dispatcher-test-"));
  const cloud = await startLocalCloud({ ...options, timings: { ...FAST, ...options.timings }, directory });
  const client = { region: cloud.region, maxAttempts: 1 };
  const ssm = new SSMClient({ ...client, endpoint: cloud.endpoint });
  const ec2 = new EC2Client({ ...client, endpoint: cloud.endpoint });
  const logs = new CloudWatchLogsClient({ ...client, endpoint: cloud.endpoint });
  const s3Endpoint = cloud.environment["AWS_ENDPOINT_URL_S3"] ?? cloud.endpoint;
  const s3 = new S3Client({ region: cloud.region, endpoint: s3Endpoint, forcePathStyle: true });
  // Learns the right time from a cloud whose clock is ahead, which takes it a second attempt.
  const landlord = new EC2Client({ region: cloud.region, endpoint: cloud.endpoint });
  await s3.send(new CreateBucketCommand({ Bucket: "bucket" }));
  const rent = async (): Promise<string> => {
    const { Instances = [] } = await landlord.send(
      new RunInstancesCommand({
        ImageId: "ami-1",
        InstanceType: "c7i.large",
        MinCount: 1,
        MaxCount: 1,
        InstanceMarketOptions: { MarketType: "spot" },
      }),
    );
    return Instances[0]?.InstanceId ?? "";
  };
  const boot = async (): Promise<string> => {
    const id = await rent();
    await until(() => cloud.instances().some(({ instanceId, online }) => instanceId === id && online));
    return id;
  };
  return {
    cloud,
    directory,
    ssm,
    ec2,
    s3,
    logs,
    boot,
    rent,
    terminate: async (id) => {
      await landlord.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    },
    [Symbol.asyncDispose]: async () => {
      await cloud.stop();
      for (const each of [ssm, ec2, s3, logs, landlord]) each.destroy();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** How long a test waits for what is to come on a machine that does other things, too. */
export const SOON = { timeout: 15_000, interval: 10 };

/** Outside of tests as well. */
export async function until(holds: () => boolean | Promise<boolean>, seconds = 30): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${holds.toString()}`);
    await delay(5);
  }
}

/** The dispatcher's own time, so many times faster than the wall. */
export function hurried(rate: number): { now: () => number; sleep: (ms: number) => Promise<unknown> } {
  return { now: () => performance.now() * rate, sleep: (ms) => delay(ms / rate) };
}
