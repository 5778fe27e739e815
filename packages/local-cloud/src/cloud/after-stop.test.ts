/** @module-tag slow */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { rehearsalClock } from "@alpha-engine/asl";
import {
  EC2Client,
  type EC2ServiceException,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { SendCommandCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";

import { seeded } from "../../testing/seeded.ts";
import { startLocalCloud } from "../start-local-cloud.ts";

/** More of them with STOPS=100, others with SEED=… */
const RUNS = Number(process.env["STOPS"] ?? 3);
const SEED = Number(process.env["SEED"] ?? 7);

const USER_DATA = `#!/bin/bash
mkdir -p /var/lib/cloud/scripts/per-boot
printf '#!/bin/sh\\nwhile :; do date >>/home/boots; sleep 0.01; done\\n' >/var/lib/cloud/scripts/per-boot/a
chmod +x /var/lib/cloud/scripts/per-boot/a
while :; do date >>/home/first; sleep 0.01; done
`;
const SCRIPTS = [
  "while :; do date; sleep 0.01; done",
  "setsid sh -c 'while :; do date >>/home/left; sleep 0.01; done' & sleep 5",
  "reboot; sleep 60",
  "exit 194",
  "systemd-run --on-active=1 sh -c 'while :; do date; done'; shutdown -h +1",
  "trap '' TERM INT; systemctl list-timers; sleep 60",
];

/** What lies in a folder: names, sizes, times. */
function contentOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => {
      const { size, mtimeMs } = statSync(join(folder, name), { throwIfNoEntry: false }) ?? {};
      return `${name} ${size} ${mtimeMs}`;
    })
    .toSorted();
}

/** Processes that name the folder in their words or their environment. */
function processesOf(folder: string): readonly string[] {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
    return ["environ", "cmdline"].some((file) => {
      const path = `/proc/${pid}/${file}`;
      try {
        return existsSync(path) && readFileSync(path, "latin1").includes(folder);
      } catch {
        return false;
      }
    });
  });
}

/** Much at once, and the end in the middle of it. */
async function run(seed: number): Promise<void> {
  const random = seeded(seed).random;
  const directory = mkdtempSync(join(tmpdir(), "after-stop-"));
  const sandbox = random() < 0.5 ? "plain" : "auto";
  const timings = { boot: 0.01, agentOnline: 0.01, registration: 0.01, shutdown: 0.01, crashReport: 1 };
  const clock = rehearsalClock({ rate: 50 });
  const cloud = await startLocalCloud({ directory, sandbox, timings, clock, keep: random() < 0.5 });
  const client = {
    ...environmentOf(cloud.environment),
    endpoint: cloud.endpoint,
    region: cloud.region,
    maxAttempts: 1,
  };
  const [ec2, ssm] = [new EC2Client(client), new SSMClient(client)];
  const asked: Promise<unknown>[] = [];
  const ask = (work: Promise<unknown>): void => void asked.push(work.catch((error: EC2ServiceException) => error.name));
  const UserData = Buffer.from(USER_DATA).toString("base64");
  ask(ec2.send(new RunInstancesCommand({ ImageId: "ami-1", MinCount: 2, MaxCount: 2, UserData })));
  await sleep(300);
  for (let act = 0; act < 14; act += 1) {
    await sleep(random() * 120);
    const ids = cloud.instances().map(({ instanceId }) => instanceId);
    const InstanceIds = [ids[Math.floor(random() * ids.length)] ?? "i-00000000"];
    const commands = [SCRIPTS[Math.floor(random() * SCRIPTS.length)] ?? "true"];
    const dice = random();
    if (dice < 0.1) ask(ec2.send(new StopInstancesCommand({ InstanceIds })));
    else if (dice < 0.2) ask(ec2.send(new StartInstancesCommand({ InstanceIds })));
    else if (dice < 0.25) ask(ec2.send(new TerminateInstancesCommand({ InstanceIds })));
    else
      ask(
        ssm.send(new SendCommandCommand({ DocumentName: "AWS-RunShellScript", InstanceIds, Parameters: { commands } })),
      );
  }
  const which = `SEED=${seed} STOPS=1`;
  let heard = 0;
  const stopped = Promise.all([cloud.stop(), cloud.stop()]);
  expect(await Promise.race([stopped.then(() => "stopped"), sleep(30_000, "stop() hangs")]), which).toBe("stopped");
  cloud.subscribe(() => (heard += 1));
  const [content, processes] = [contentOf(directory), processesOf(directory)];
  await Promise.all(asked);
  await sleep(200);
  expect(processes, which).toEqual([]);
  expect(contentOf(directory), which).toEqual(content);
  expect(heard, which).toBe(0);
  rmSync(directory, { recursive: true });
  ec2.destroy();
  ssm.destroy();
}

function environmentOf({ AWS_ACCESS_KEY_ID = "", AWS_SECRET_ACCESS_KEY = "" }: Readonly<Record<string, string>>) {
  return { credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY } };
}

test(
  `after stop() nothing of a cloud runs or writes: ${RUNS} clouds from seed ${SEED}`,
  { timeout: 60_000 + RUNS * 40_000 },
  async () => {
    for (let seed = SEED; seed < SEED + RUNS; seed += 1) await expect(run(seed)).resolves.toBeUndefined();
  },
);
