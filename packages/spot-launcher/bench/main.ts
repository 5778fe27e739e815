import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { join } from "node:path";

import { launch } from "../src/launch/launch.ts";
import { specFor, startTestCloud } from "../testing/cloud.ts";

/** `pnpm bench [rounds]`: what the launcher itself costs, beside Node's start and beside EC2's answers. */
const rounds = Number(process.argv[2] ?? "10");
Object.assign(process.env, {
  AWS_ACCESS_KEY_ID: "AKIATESTTESTTESTTEST",
  AWS_SECRET_ACCESS_KEY: "not-a-secret",
  AWS_EC2_METADATA_DISABLED: "true",
});
const bin = join(import.meta.dirname, "../dist/bin.js");

function median(numbers: readonly number[]): string {
  return (numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN).toFixed(0);
}

function start(...args: readonly string[]): number {
  const startedAt = performance.now();
  execFileSync(process.execPath, [...args], { stdio: "ignore" });
  return performance.now() - startedAt;
}

const startUp = Array.from({ length: rounds + 1 }, () => [start("-e", "0"), start(bin, "--version")] as const).slice(1);

/** Four types in six subnets, capacity in the last pool only. Own time is what is not spent waiting for an answer. */
async function lastOf24(): Promise<readonly (readonly [number, number])[]> {
  await using rig = await startTestCloud();
  let waiting = 0;
  rig.ec2.middlewareStack.add(
    (next) => async (args) => {
      const askedAt = performance.now();
      try {
        return await next(args);
      } finally {
        waiting += performance.now() - askedAt;
      }
    },
    // Around the request itself: signing and reading the answer are the launcher's own.
    { step: "deserialize", priority: "low" },
  );
  const instanceTypes = ["c7i.large", "c7a.large", "m7i.large", "m7a.large"];
  const subnetIds = ["a", "b", "c", "d", "e", "f"].map((zone) => `subnet-${zone}`);
  const measured: [number, number][] = [];
  for (let round = 0; round <= rounds; round += 1) {
    rig.answer(() => (rig.requests.length < 24 ? "InsufficientInstanceCapacity" : undefined));
    waiting = 0;
    const startedAt = performance.now();
    await launch(specFor({ instanceTypes, subnetIds }), rig);
    const whole = performance.now() - startedAt;
    measured.push([whole, whole - waiting]);
  }
  return measured.slice(1);
}

const launches = await lastOf24();
process.stdout
  .write(`${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores, Node ${process.versions.node}, ${rounds} rounds, medians

| | ms |
|---|---|
| bare \`node -e 0\` | ${median(startUp.map(([bare]) => bare))} |
| \`spot-launcher --version\` | ${median(startUp.map(([, command]) => command))} |
| what the command adds | ${median(startUp.map(([bare, command]) => command - bare))} |
| launch that finds the last of 24 pools | ${median(launches.map(([whole]) => whole))} |
| of that its own, beside EC2's answers | ${median(launches.map(([, own]) => own))} |
`);
// What the cloud's last machines still wait for is nobody's concern.
process.exit();
