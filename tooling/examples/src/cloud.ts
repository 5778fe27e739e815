import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Cloud {
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** What examples find in their cloud. */
const SEED = { buckets: { "my-bucket": {} }, images: { "ami-1": {} } };

/** A local cloud in a folder, through its command, until it answers. */
export async function startCloud(folder: string, env: NodeJS.ProcessEnv): Promise<Cloud> {
  const seed = join(folder, "seed.json");
  writeFileSync(seed, JSON.stringify(SEED));
  const child = spawn("local-cloud", ["start", "--dir", ".cloud", "--seed", seed], {
    cwd: folder,
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(child, "exit");
  let printed = "";
  const ready = new Promise<void>((resolve) => {
    child.stderr.on("data", (text: Buffer) => {
      printed += text.toString();
      if (printed.includes("next:")) resolve();
    });
  });
  await Promise.race([ready, ended]);
  if (child.exitCode !== null) throw new Error(`local-cloud did not start: ${printed}`);
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
    if (child.exitCode !== 0)
      throw new Error(`local-cloud start ended with ${String(child.exitCode ?? child.signalCode)}: ${printed}`);
  };
  const asked = spawn("local-cloud", ["env", "--dir", ".cloud", "--json"], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const said = (await asked.stdout.toArray()).join("");
  try {
    return { environment: JSON.parse(said) as Record<string, string>, stop };
  } catch (error) {
    await stop();
    throw new Error(`local-cloud env said ${said || "nothing"}`, { cause: error });
  }
}
