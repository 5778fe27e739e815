import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { ReleaseCheckError } from "../errors.ts";
import type { Consumer } from "./consumer.ts";

export interface Cloud {
  /** Where it keeps everything. */
  readonly folder: string;
  /** For whatever shall talk to it. */
  readonly environment: NodeJS.ProcessEnv;
  /** Interrupts it and waits; what it ended with must be 0. */
  stop(): Promise<void>;
}

const SEED = { buckets: { logs: {} }, images: { "ami-job": {} } };

/** The consumer's own `local-cloud start`, until it answers. */
export async function startCloud(consumer: Consumer, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Cloud> {
  const folder = join(consumer.folder, "cloud");
  await writeFile(join(consumer.folder, "seed.json"), JSON.stringify(SEED));
  const command = join(consumer.folder, "node_modules", ".bin", "local-cloud");
  const child = spawn(command, ["start", "--dir", folder, "--seed", "seed.json"], {
    cwd: consumer.folder,
    env,
    stdio: ["ignore", "ignore", "pipe"],
    signal,
    killSignal: "SIGTERM",
  });
  let printed = "";
  child.stderr.on("data", (text: Buffer) => (printed += text.toString()));
  child.on("error", () => {}); // the signal ended it; what waits for it says so
  const ended = once(child, "exit").then(([code, by]) => String(code ?? by));
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    const how = await Promise.race([ended, sleep(15_000, "no end within 15 s")]);
    if (how === "0" || signal.aborted) return;
    child.kill("SIGKILL");
    throw new ReleaseCheckError(`local-cloud start ended with ${how} after SIGTERM, expected 0:\n${printed}`);
  };
  for (let attempt = 0; attempt < 150; attempt += 1) {
    const how = await Promise.race([ended, sleep(200)]);
    if (how !== undefined) throw new ReleaseCheckError(`local-cloud start ended with ${how}:\n${printed}`);
    if (!printed.includes("next:")) continue;
    const { stdout } = await consumer.run("local-cloud", ["env", "--dir", folder, "--json"]);
    return { folder, environment: { ...env, ...(JSON.parse(stdout) as Record<string, string>) }, stop };
  }
  await stop();
  throw new ReleaseCheckError(`local-cloud start was not ready after 30 s:\n${printed}`);
}
