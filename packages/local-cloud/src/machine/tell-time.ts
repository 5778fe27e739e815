import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Clock } from "@alpha-engine/asl";

import { aheadOfWall } from "../cloud/ahead-of-wall.ts";
import { CLOCK_FILE } from "./sandbox/sandbox.ts";

/**
 * Tells the instance in that folder what time it is. It stays true as long as the program that is about to start holds the
 * clock, which then keeps the wall's pace.
 */
export function tellTime(folder: string, clock: Clock): void {
  const file = join(folder, "run", CLOCK_FILE);
  writeFileSync(`${file}.new`, `${aheadOfWall(clock)}\n`);
  renameSync(`${file}.new`, file);
}
