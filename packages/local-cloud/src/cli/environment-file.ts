import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { ownerOf } from "../cloud/kept/claim-folder.ts";
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

/** What the cloud that runs in the folder has left; `name` is what the command is called that would start one. */
export async function readEnvironment({
  dir: directory,
  name,
}: {
  readonly dir: string;
  readonly name: string;
}): Promise<Readonly<Record<string, string>>> {
  const file = environmentFile(directory);
  try {
    // One that was killed has left its file behind.
    if (ownerOf(join(directory, "state")) === undefined) throw new Error("no process keeps its state there");
    return JSON.parse(await readFile(file, "utf8")) as Record<string, string>;
  } catch (error) {
    throw new LocalCloudError(
      "LOCAL_CLOUD_NOT_STARTED",
      `No local cloud runs in ${directory}: ${(error as Error).message}`,
      { hint: `${name} start --dir ${directory}`, cause: error },
    );
  }
}
