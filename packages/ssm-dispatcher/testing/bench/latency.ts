import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

import { EC2Client } from "@aws-sdk/client-ec2";
import { GetCommandInvocationCommand, SendCommandCommand, SSMClient } from "@aws-sdk/client-ssm";

import { dispatch } from "../../src/dispatch/dispatch.ts";
import { startTestCloud } from "../cloud.ts";
import { openCountedWay } from "./counted-way.ts";

/**
 * From call to verdict of a script that is `true`: this dispatcher, a poll every five seconds, and the AWS CLI with its
 * own waiter, in turn, against one local cloud on the wall clock, with a registration window as AWS has one.
 */
export async function latency(rounds: number): Promise<string> {
  await using rig = await startTestCloud({ timings: { registration: 0.3 } });
  await using way = await openCountedWay(rig.cloud.endpoint);
  const client = { region: "us-east-1", endpoint: way.endpoint, maxAttempts: 1 };
  const ssm = new SSMClient(client);
  const ec2 = new EC2Client(client);
  const instanceId = await rig.boot();
  const rivals = new Map<string, () => Promise<unknown>>([
    ["`dispatch`", () => dispatch({ instanceId, description: "bench", script: "true" }, { ssm, ec2 })],
    ["a poll every 5 s", () => pollEvery(5000, ssm, instanceId)],
  ]);
  const cli = "`aws ssm send-command` + `aws ssm wait command-executed`";
  if (await isInstalled("aws")) rivals.set(cli, () => awsCli(way.endpoint, instanceId));
  const measured = new Map([...rivals.keys()].map((name) => [name, { ms: [] as number[], calls: [] as number[] }]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of rivals) {
      const before = way.calls.length;
      const began = performance.now();
      await run();
      measured.get(name)?.ms.push(performance.now() - began);
      measured.get(name)?.calls.push(way.calls.length - before);
    }
  }
  ssm.destroy();
  ec2.destroy();
  const lines = [...measured].map(([name, { ms, calls }]) => {
    const range = `${Math.round(Math.min(...ms))}–${Math.round(Math.max(...ms))}`;
    return `| ${name} | ${Math.round(median(ms))} | ${range} | ${median(calls)} |`;
  });
  const head = ["| from call to verdict of `true` | median ms | fastest–slowest | calls |", "|---|---|---|---|"];
  return [...head, ...lines, ""].join("\n");
}

/** What the dispatcher before this one did: the first look comes after the first interval. */
async function pollEvery(ms: number, ssm: SSMClient, instanceId: string): Promise<void> {
  const Parameters = { commands: ["true"] };
  const request = { DocumentName: "AWS-RunShellScript", InstanceIds: [instanceId], Parameters };
  const { Command } = await ssm.send(new SendCommandCommand(request));
  const CommandId = Command?.CommandId;
  for (;;) {
    await delay(ms);
    const { Status } = await ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId: instanceId }));
    if (Status === "Success") return;
  }
}

async function awsCli(endpoint: string, instanceId: string): Promise<void> {
  const options = ["--region", "us-east-1", "--endpoint-url", endpoint, "--output", "text"];
  const document = ["--document-name", "AWS-RunShellScript", "--parameters", "commands=true"];
  const send = ["ssm", "send-command", "--instance-ids", instanceId, ...document, "--query", "Command.CommandId"];
  const { stdout } = await promisify(execFile)("aws", [...send, ...options]);
  const wait = ["ssm", "wait", "command-executed", "--command-id", stdout.trim(), "--instance-id", instanceId];
  await promisify(execFile)("aws", [...wait, ...options]);
}

async function isInstalled(name: string): Promise<boolean> {
  return promisify(execFile)(name, ["--version"]).then(
    () => true,
    () => false,
  );
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
