import { once } from "node:events";
import { rm } from "node:fs/promises";

import { rehearsalClock, wallClock } from "@alpha-engine/asl";
import { UsageError } from "@alpha-engine/command-line";

import { LocalCloudError } from "../errors.ts";
import { type LocalCloud, startLocalCloud } from "../start-local-cloud.ts";
import { environmentFile, writeEnvironment } from "./environment-file.ts";

/** Runs a cloud until SIGINT or SIGTERM, then stops everything of it. */
export async function start({ port, dir, rate }: { port: number; dir: string; rate?: number }): Promise<void> {
  const clock = rate === undefined ? wallClock() : rehearsalClock({ rate });
  const cloud = await startLocalCloud({ directory: dir, port, clock }).catch(refuseUsage);
  const interrupted = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  await writeEnvironment(dir, cloud.environment);
  const { kind, reason } = cloud.sandbox;
  process.stderr.write(`local-cloud listens on ${cloud.endpoint}, leaves everything in ${dir}\n`);
  process.stderr.write(`instances: ${kind}${reason === undefined ? "" : ` (${reason})`}\n`);
  process.stderr.write(`next: eval "$(local-cloud env --dir ${dir})"\n`);
  await interrupted;
  process.stderr.write("stopping: killing what runs on the instances\n");
  await cloud.stop();
  await rm(environmentFile(dir), { force: true });
}

/** A port that is taken is a wrong word on the command line. */
function refuseUsage(error: unknown): LocalCloud {
  if (error instanceof LocalCloudError && error.code === "LOCAL_CLOUD_PORT_TAKEN") {
    throw new UsageError(`${error.message} (${error.hint})`);
  }
  throw error;
}
