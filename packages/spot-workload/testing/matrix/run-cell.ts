import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { patiently } from "@alpha-engine/aws-calls";
import type { LocalCloudOptions } from "@alpha-engine/local-cloud";
import { reap } from "@alpha-engine/spot-launcher";

import type { WorkloadEvent } from "../../src/run/events.ts";
import type { SpotWorkloadSpec } from "../../src/run/spec.ts";
import { reapStaging } from "../../src/staging/reap-staging.ts";
import { startTestCloud, type TestCloud } from "../cloud.ts";

/** One fault, and what must come of it. The launcher is a process, the instances are real process trees. */
export interface Cell {
  readonly name: string;
  readonly cloud?: Partial<LocalCloudOptions>;
  readonly spec?: Partial<SpotWorkloadSpec>;
  /** Called with each event as the launcher prints it. */
  readonly on?: (event: WorkloadEvent, rig: TestCloud, launcher: ChildProcess) => void;
  readonly expected: {
    /** `killed`: by SIGKILL. */
    readonly exitCode: number | "killed";
    readonly attempts?: number;
    readonly classified?: string;
    /** What is left alive by the launcher ends by its own watchdog, or is the reaper's. */
    readonly endedBy?: "watchdog" | "reaper";
  };
}

let runs = 0;

/** Runs a cell in a cloud of its own; every difference from what was expected, in words. */
export async function runCell({ name, cloud = {}, spec: rest = {}, on, expected }: Cell): Promise<readonly string[]> {
  await using rig = await startTestCloud(cloud);
  runs += 1;
  const spec = specOf(`cell-${runs}`, rest);
  const events: WorkloadEvent[] = [];
  const file = join(rig.directory, "spec.json");
  await writeFile(file, JSON.stringify(spec));
  const bin = join(import.meta.dirname, "../workload-bin.ts");
  const env = { PATH: process.env.PATH, ...rig.cloud.environment };
  const launcher = spawn(process.execPath, [bin, file], { env, stdio: ["ignore", "pipe", "pipe"] });
  const errors: string[] = [];
  launcher.stderr.on("data", (data: Buffer) => void errors.push(String(data)));
  createInterface({ input: launcher.stdout }).on("line", (line) => {
    const event = JSON.parse(line) as WorkloadEvent;
    events.push(event);
    on?.(event, rig, launcher);
  });
  const [exitCode, signal] = (await once(launcher, "close")) as [number | null, NodeJS.Signals | null];
  const wrong: string[] = [];
  const differ = (what: string, want: string | number | undefined, got: string | number | null | undefined): void => {
    if (want !== undefined && want !== got) wrong.push(`${name}: ${what}: expected ${want}, got ${got}`);
  };
  differ("exit code", expected.exitCode, signal === "SIGKILL" ? "killed" : exitCode);
  if (wrong.length > 0) wrong.push(...errors, ...events.map((event) => JSON.stringify(event)));
  const launched = events.filter(({ type }) => type === "launched").length;
  const refusedAll = events.filter((event) => event.type === "trouble" && event.what === "launch").length;
  differ("attempts", expected.attempts, launched + refusedAll);
  const classified = events.findLast((event) => event.type === "classified");
  differ("verdict", expected.classified, classified?.classification);
  wrong.push(...(await whatIsLeft(name, rig, spec, expected.endedBy)), ...wrongOutput(name, events));
  if (expected.exitCode !== "killed") wrong.push(...(await wrongRecords(name, rig, spec, exitCode)));
  return wrong;
}

function specOf(runId: string, rest: Partial<SpotWorkloadSpec>): SpotWorkloadSpec {
  return {
    slug: "sweep",
    runId,
    bucket: "bucket",
    launch: {
      instanceTypes: ["c7i.large", "m7i.large"],
      subnetIds: ["subnet-a", "subnet-b"],
      imageId: "ami-1",
      name: "sweep",
      owner: "tests",
      purpose: "sweep",
    },
    files: [{ name: "config.json", body: "{}" }],
    environment: { RUN_DATE: "2026-01-31" },
    scripts: [
      { name: "bootstrap", lines: ["echo begun"], timeout: 5 },
      { name: "workload", lines: [WORK], timeout: 20 },
    ],
    heartbeats: ["sweep"],
    retryBackoff: 0,
    budget: { boot: 5, watchdog: 31, deadline: 32 },
    ...rest,
  };
}

/** The first attempt takes its time, in which things happen to it; a later one does not. */
const WORK = `echo "attempt $STAGING_PREFIX"; case $STAGING_PREFIX in */1) sleep 1.5 ;; esac; seq 1 9000`;

/** No instance is alive, nothing staged: by the launcher, or when it was killed by the watchdog and the reaper. */
async function whatIsLeft(
  name: string,
  rig: TestCloud,
  { bucket }: SpotWorkloadSpec,
  endedBy: Cell["expected"]["endedBy"],
): Promise<readonly string[]> {
  const alive = (): number => rig.cloud.instances().filter(({ state }) => /pending|running/.test(state)).length;
  const wrong: string[] = [];
  if (endedBy === undefined && alive() > 0) wrong.push(`${name}: the launcher left an instance alive`);
  if (endedBy !== undefined && alive() === 0) wrong.push(`${name}: nothing was left alive, so nothing is shown`);
  if (endedBy === "watchdog") {
    if (!(await areAllGone(alive))) wrong.push(`${name}: an instance outlived its watchdog`);
  }
  const at = new Date(Date.now() + 60_000);
  const taken = await reap({ apply: true, at }, { ec2: rig.ec2 });
  if (endedBy === "reaper" && taken.length === 0) wrong.push(`${name}: the reaper found nothing`);
  await reapStaging({ bucket, apply: true, at }, { s3: rig.s3 });
  if (alive() > 0) wrong.push(`${name}: an instance is alive behind the reaper`);
  const staged = await rig.keys("tmp/");
  return staged.length > 0 ? [...wrong, `${name}: left staged: ${staged.join(", ")}`] : wrong;
}

/** A workload that came to its end has told all of its 9,000 lines and more. */
function wrongOutput(name: string, events: readonly WorkloadEvent[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.type !== "script-ended" || event.script !== "workload" || event.outcome !== "succeeded") return [];
    return event.stdout.trimEnd().endsWith("\n9000") ? [] : [`${name}: the workload's output is not whole`];
  });
}

async function wrongRecords(
  name: string,
  rig: TestCloud,
  { slug, runId }: SpotWorkloadSpec,
  exitCode: number | null,
): Promise<readonly string[]> {
  const text = await rig.text(`_spot_attempts/${slug}/${runId}.ndjson`);
  const last = JSON.parse(text.trimEnd().split("\n").at(-1) ?? "{}") as { exitCode?: number; verdict?: string };
  return last.exitCode === exitCode && last.verdict !== "under-way"
    ? []
    : [`${name}: the record says ${last.verdict}, exit code ${last.exitCode}`];
}

/** Within half a minute. */
async function areAllGone(alive: () => number): Promise<boolean> {
  const looking = async (): Promise<void> => {
    if (alive() > 0) throw new Error("not yet");
  };
  return patiently(looking, { patience: "30s", first: "10ms", longest: "50ms", isWorthRepeating: () => true }).then(
    () => true,
    () => false,
  );
}
