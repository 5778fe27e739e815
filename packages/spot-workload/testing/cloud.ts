import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  type Faults,
  type LocalCloud,
  type LocalCloudOptions,
  type MetricDatum,
  startLocalCloud,
} from "@alpha-engine/local-cloud";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { EC2Client } from "@aws-sdk/client-ec2";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";

/** A cloud for one test file, with the clients a workload takes and a bucket named `bucket`. */
export interface TestCloud extends AsyncDisposable {
  readonly cloud: LocalCloud;
  readonly directory: string;
  readonly ssm: SSMClient;
  readonly ec2: EC2Client;
  readonly s3: S3Client;
  readonly cloudwatch: CloudWatchClient;
  /** Every datum since `reset`, in order. */
  readonly metrics: MetricDatum[];
  /** What goes wrong from now on; forgets the metrics. */
  reset(faults?: Pick<Faults, "launch" | "command">): void;
  keys(prefix: string): Promise<readonly string[]>;
  text(key: string): Promise<string>;
}

export async function startTestCloud(options: Partial<LocalCloudOptions> = {}): Promise<TestCloud> {
  const directory = await mkdtemp(join(tmpdir(), "spot-workload-test-"));
  let faults: Faults = {};
  const cloud = await startLocalCloud({
    directory,
    timings: { boot: 0.01, agentOnline: 0.01, registration: 0.01, shutdown: 0.05 },
    ...options,
    faults: {
      ...options.faults,
      launch: (request) => faults.launch?.(request),
      command: (command) => faults.command?.(command),
    },
  });
  const metrics: MetricDatum[] = [];
  cloud.subscribe((event) => {
    if (event.type === "metric") metrics.push(event);
  });
  const client = { region: cloud.region, maxAttempts: 1, endpoint: cloud.endpoint };
  const s3Endpoint = cloud.environment["AWS_ENDPOINT_URL_S3"] ?? cloud.endpoint;
  const s3 = new S3Client({ ...client, endpoint: s3Endpoint, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: "bucket" }));
  const clients = {
    ssm: new SSMClient(client),
    ec2: new EC2Client(client),
    cloudwatch: new CloudWatchClient(client),
    s3,
  };
  return {
    cloud,
    directory,
    ...clients,
    metrics,
    reset: (next = {}) => {
      faults = next;
      metrics.length = 0;
    },
    keys: async (Prefix) => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: "bucket", Prefix }));
      return Contents.map(({ Key = "" }) => Key);
    },
    text: async (Key) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: "bucket", Key }));
      return (await Body?.transformToString()) ?? "";
    },
    [Symbol.asyncDispose]: async () => {
      await cloud.stop();
      for (const each of Object.values(clients)) each.destroy();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
