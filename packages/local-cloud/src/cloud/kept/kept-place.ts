import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { LocalCloudError } from "../../errors.ts";
import type { Place } from "../place.ts";

/** How a folder is divided among regions. */
export interface KeptRegions {
  /** Where a region keeps what it has. */
  folderOf(region: string): string;
  /** Those that have something there. */
  readonly regions: readonly string[];
}

/**
 * What is said by the folder's first cloud stays so: its region keeps what it has in the folder itself, every other one
 * in a folder of its own below it; the account is in every ARN that was kept, so that another one cannot go on with it.
 *
 * @throws LocalCloudError when it belongs to another account
 */
export function keptRegions(folder: string, home: Place): KeptRegions {
  const first = firstPlace(folder, home);
  if (first.accountId !== home.accountId) {
    throw new LocalCloudError(
      "LOCAL_CLOUD_ACCOUNT",
      `What is kept in ${folder} belongs to the account ${first.accountId}, not to ${home.accountId}`,
      { hint: `say that account, or give another folder` },
    );
  }
  const others = join(folder, "regions");
  mkdirSync(others, { recursive: true });
  return {
    folderOf: (region) => (region === first.region ? folder : join(others, region)),
    regions: [first.region, ...readdirSync(others)],
  };
}

function firstPlace(folder: string, home: Place): Pick<Place, "region" | "accountId"> {
  const file = join(folder, "place.json");
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Place;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const { region, accountId } = home;
    writeFileSync(file, `${JSON.stringify({ region, accountId })}\n`);
    return home;
  }
}
