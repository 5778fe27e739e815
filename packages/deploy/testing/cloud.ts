import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { wallClock } from "@alpha-engine/asl";
import { type Faults, type LocalCloud, startLocalCloud } from "@alpha-engine/local-cloud";
import { EventBridge } from "@aws-sdk/client-eventbridge";
import { SFN } from "@aws-sdk/client-sfn";

export const ROLE = "arn:aws:iam::000000000000:role/made-up";

/** AWS on loopback with the SDK's own clients in front of it; `faults` may be changed at any time. */
export interface TestCloud extends AsyncDisposable {
  readonly cloud: LocalCloud;
  readonly sfn: SFN;
  readonly eventBridge: EventBridge;
  /** `states.UpdateStateMachine`, in the order in which they came. */
  readonly calls: string[];
  faults: Faults;
  readonly createLogGroup: (logGroupName: string) => Promise<void>;
  /** Waits no longer than a moment before a call is made again. */
  readonly sleep: () => Promise<void>;
  /** How far the cloud is ahead of the wall. */
  days: number;
}

export async function startTestCloud({
  clockSkewSeconds = 0,
}: Pick<Faults, "clockSkewSeconds"> = {}): Promise<TestCloud> {
  const directory = await mkdtemp(join(tmpdir(), "deploy-test-"));
  const calls: string[] = [];
  const rig: { faults: Faults; days: number } = { faults: {}, days: 0 };
  const cloud = await startLocalCloud({
    directory,
    sandbox: "plain",
    clock: { ...wallClock(), now: () => Date.now() + rig.days * 86_400_000 },
    faults: {
      clockSkewSeconds,
      request: (view) => {
        calls.push(`${view.service}.${view.operation}`);
        return rig.faults.request?.(view);
      },
    },
  });
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = cloud.environment;
  const client = {
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  };
  const sfn = new SFN(client);
  const eventBridge = new EventBridge(client);
  return Object.assign(rig, {
    cloud,
    sfn,
    eventBridge,
    calls,
    createLogGroup: async (logGroupName: string) => {
      const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${cloud.region}/logs/aws4_request, SignedHeaders=host, Signature=0`;
      const headers = { authorization, "x-amz-target": "Logs_20140328.CreateLogGroup" };
      await fetch(cloud.endpoint, { method: "POST", headers, body: JSON.stringify({ logGroupName }) });
    },
    sleep: () => Promise.resolve(),
    [Symbol.asyncDispose]: async () => {
      sfn.destroy();
      eventBridge.destroy();
      await cloud.stop();
      await rm(directory, { recursive: true, force: true });
    },
  });
}
