import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { LocalCloudError } from "../errors.ts";

/** What `start` leaves for `env`, as long as it runs. */
export function environmentFile(directory: string): string {
  return join(directory, "environment.json");
}

export async function writeEnvironment(
  directory: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  await writeFile(environmentFile(directory), `${JSON.stringify(environment, undefined, 2)}\n`);
}

export async function readEnvironment(directory: string): Promise<Readonly<Record<string, string>>> {
  const file = environmentFile(directory);
  try {
    return JSON.parse(await readFile(file, "utf8")) as Record<string, string>;
  } catch (error) {
    throw new LocalCloudError(
      "LOCAL_CLOUD_NOT_STARTED",
      `No local cloud runs in ${directory}: ${file} is not there or not readable`,
      `local-cloud start --dir ${directory}`,
      error,
    );
  }
}
