import { once } from "node:events";
import { rm } from "node:fs/promises";

import { rehearsalClock, wallClock } from "@alpha-engine/asl";
import { UsageError } from "@alpha-engine/command-line";

import type { NetworkChoice, NetworkOptions } from "../cloud/network.ts";
import { LocalCloudError, type LocalCloudErrorCode } from "../errors.ts";
import { prepareSeedFile } from "../seed/prepare-seed.ts";
import { startLocalCloud } from "../start-local-cloud.ts";
import type { Allowed } from "../wire/foreign.ts";
import { environmentFile, writeEnvironment } from "./environment-file.ts";

export interface RunOptions {
  /** What the command is called. */
  readonly name: string;
  readonly port: number;
  readonly dir: string;
  readonly region?: string;
  readonly account?: string;
  readonly allow: Allowed;
  readonly network?: NetworkOptions;
  readonly rate?: number;
  readonly seed?: string;
}

/** Runs a cloud until SIGINT or SIGTERM, then stops everything of it. */
export async function runUntilInterrupted(options: RunOptions): Promise<void> {
  const { name, rate, seed: seedFile, dir, port, ...place } = options;
  const clock = rate === undefined ? wallClock() : rehearsalClock({ rate });
  const seed = seedFile === undefined ? undefined : await prepareSeedFile(seedFile).catch(refuseUsage);
  const settings = { ...seed?.options, ...place };
  const cloud = await startLocalCloud({ ...settings, directory: dir, port, clock, keep: true }).catch(refuseUsage);
  try {
    await seed?.plant(cloud);
  } catch (error) {
    await cloud.stop();
    throw error;
  }
  const interrupted = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  await writeEnvironment(dir, cloud.environment);
  const { kind, reason, network } = cloud.sandbox;
  process.stderr.write(`${name} listens on ${cloud.endpoint}, keeps everything in ${dir}\n`);
  process.stderr.write(`instances: ${kind}${reason === undefined ? "" : ` (${reason})`}\n`);
  process.stderr.write(`their network: ${networkWords(network)}\n`);
  process.stderr.write(`next: eval "$(${name} env --dir ${dir})"\n`);
  await interrupted;
  process.stderr.write("stopping: killing what runs on the instances\n");
  await cloud.stop();
  await rm(environmentFile(dir), { force: true });
}

function networkWords({ kind, reason, unseen }: NetworkChoice): string {
  if (kind === "own") return `their own${unseen === undefined ? "" : `; ${unseen}`}`;
  return `this machine's, which is no guard${reason === undefined ? "" : ` (${reason})`}`;
}

const USAGE: readonly LocalCloudErrorCode[] = [
  "LOCAL_CLOUD_PORT_TAKEN",
  "LOCAL_CLOUD_FOLDER_IN_USE",
  "LOCAL_CLOUD_FOLDER_UNUSABLE",
  "LOCAL_CLOUD_REGION",
  "LOCAL_CLOUD_NETWORK",
  "LOCAL_CLOUD_ACCOUNT",
  "LOCAL_CLOUD_SEED",
];

/** A port or a folder that is taken, or a seed file with a mistake, is a wrong word on the command line. */
function refuseUsage(error: unknown): never {
  if (error instanceof LocalCloudError && USAGE.includes(error.code)) {
    throw new UsageError(`${error.message} (${error.hint})`);
  }
  throw error;
}
