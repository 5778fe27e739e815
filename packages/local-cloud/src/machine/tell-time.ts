import type { Clock } from "@alpha-engine/asl";

import { aheadOfWall } from "../cloud/ahead-of-wall.ts";
import type { OwnFiles } from "./own-files/own-files.ts";
import { CLOCK_FILE } from "./sandbox/sandbox.ts";

/**
 * Tells the instance with those files what time it is. It stays true as long as the program that is about to start holds the
 * clock, which then keeps the wall's pace.
 */
export function tellTime(files: OwnFiles, clock: Clock, behindMs: number = 0): void {
  files.write(`/run/${CLOCK_FILE}`, `${aheadOfWall(clock) - behindMs}\n`);
}
