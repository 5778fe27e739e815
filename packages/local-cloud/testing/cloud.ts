import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { EC2Client, RunInstancesCommand, type RunInstancesCommandInput } from "@aws-sdk/client-ec2";
import {
  GetCommandInvocationCommand,
  type GetCommandInvocationCommandOutput,
  SendCommandCommand,
  type SendCommandCommandInput,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { vi } from "vitest";

import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "../src/index.ts";

/** A cloud for one test file, with the SDK's own clients in front of it. */
export interface TestCloud extends AsyncDisposable {
  readonly cloud: LocalCloud;
  readonly directory: string;
  readonly ec2: EC2Client;
  readonly ssm: SSMClient;
  /** Launches an instance and waits for its agent; the answer is its id. */
  boot(input?: Partial<RunInstancesCommandInput>): Promise<string>;
  /** Sends `commands`, without waiting; the answer is the command's id. */
  send(instanceId: string, commands: readonly string[], input?: Partial<SendCommandCommandInput>): Promise<string>;
  /** Waits for the end of a command. */
  end(instanceId: string, commandId: string): Promise<GetCommandInvocationCommandOutput>;
  run(
    instanceId: string,
    commands: readonly string[],
    input?: Partial<SendCommandCommandInput>,
  ): Promise<GetCommandInvocationCommandOutput>;
}

const FAST = { boot: 0.01, agentOnline: 0.01, registration: 0.01, shutdown: 0.01, undeliverable: 0.05 };

export async function startTestCloud(options: Partial<LocalCloudOptions> = {}): Promise<TestCloud> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), "local-cloud-test-")));
  const cloud = await startLocalCloud({ timings: FAST, ...options, directory });
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = cloud.environment;
  const client = {
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  };
  const ec2 = new EC2Client(client);
  const ssm = new SSMClient(client);
  const boot: TestCloud["boot"] = async (input) => {
    const launch = { ImageId: "ami-1", InstanceType: "c7i.large", MinCount: 1, MaxCount: 1, ...input } as const;
    const { Instances = [] } = await ec2.send(new RunInstancesCommand(launch));
    const id = Instances[0]?.InstanceId ?? "";
    await until(() => cloud.instances().some(({ instanceId, online }) => instanceId === id && online));
    return id;
  };
  const send: TestCloud["send"] = async (instanceId, commands, input) => {
    const { Command } = await ssm.send(
      new SendCommandCommand({
        DocumentName: "AWS-RunShellScript",
        InstanceIds: [instanceId],
        Parameters: { commands: [...commands] },
        ...input,
      }),
    );
    return Command?.CommandId ?? "";
  };
  const end: TestCloud["end"] = async (instanceId, commandId) => {
    const over = ["Success", "Failed", "TimedOut", "Cancelled"];
    await until(() => cloud.commands().some((each) => each.commandId === commandId && over.includes(each.status)));
    return await ssm.send(new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: instanceId }));
  };
  return {
    cloud,
    directory,
    ec2,
    ssm,
    boot,
    send,
    end,
    run: async (instanceId, commands, input) => await end(instanceId, await send(instanceId, commands, input)),
    [Symbol.asyncDispose]: async () => {
      await cloud.stop();
      ec2.destroy();
      ssm.destroy();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Waits until it is so; the machine may be busy with other things. */
export async function until(isSo: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
  await vi.waitUntil(isSo, { timeout: seconds * 1000, interval: 5 });
}
