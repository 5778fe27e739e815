import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  type LaunchFault,
  type LaunchRequest,
  type LocalCloud,
  type LocalCloudOptions,
  startLocalCloud,
} from "@alpha-engine/local-cloud";
import { EC2Client } from "@aws-sdk/client-ec2";

import type { LaunchSpec } from "../src/launch/spec.ts";

/** A cloud for one test file whose capacity each test sets. */
export interface TestCloud extends AsyncDisposable {
  readonly cloud: LocalCloud;
  readonly ec2: EC2Client;
  /** Every launch that was asked for since `answer` was set, in order. */
  readonly requests: LaunchRequest[];
  /** What RunInstances answers from now on. */
  answer(fault: (request: LaunchRequest) => string | undefined): void;
}

export async function startTestCloud(options: Partial<LocalCloudOptions> = {}): Promise<TestCloud> {
  const directory = await mkdtemp(join(tmpdir(), "spot-launcher-test-"));
  const requests: LaunchRequest[] = [];
  let refusal: (request: LaunchRequest) => string | undefined = () => undefined;
  const launch = (request: LaunchRequest): LaunchFault | undefined => {
    requests.push(request);
    const code = refusal(request);
    return code === undefined ? undefined : { code };
  };
  const timings = { boot: 0.01, agentOnline: 0.01, shutdown: 0.05 };
  const cloud = await startLocalCloud({ timings, ...options, faults: { ...options.faults, launch }, directory });
  const ec2 = new EC2Client({ endpoint: cloud.endpoint, region: cloud.region, maxAttempts: 1 });
  return {
    cloud,
    ec2,
    requests,
    answer: (fault) => {
      requests.length = 0;
      refusal = fault;
    },
    [Symbol.asyncDispose]: async () => {
      await cloud.stop();
      ec2.destroy();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

let runs = 0;

/** A spec of two types in three subnets, its run never seen before. */
export function specFor(rest: Partial<LaunchSpec> = {}): LaunchSpec {
  runs += 1;
  return {
    instanceTypes: ["c7i.large", "m7i.large"],
    subnetIds: ["subnet-a", "subnet-b", "subnet-c"],
    imageId: "ami-1",
    name: "alpha-engine-test",
    runId: `run-${runs}`,
    owner: "tests",
    purpose: "test",
    deadline: new Date("2100-01-01T00:00:00Z"),
    ...rest,
  };
}
