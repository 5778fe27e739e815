import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { claimFolder, ownerOf } from "../../cloud/kept/claim-folder.ts";
import type { Part } from "../../cloud/part.ts";
import type { Service } from "../../cloud/service.ts";
import { s3Operations } from "./operations.ts";
import { createS3Front } from "./serve.ts";
import { openS3Store } from "./store/s3-store.ts";

/** S3: objects that are files, in buckets that are folders. */
export function createS3(part: Part): Service {
  const { clock, bus, callers, directory, journal, region, partition, accountId, door, faults } = part;
  const kept = part.keptFolder("s3");
  const bytes = kept === undefined ? passingFolder(directory) : { folder: kept, giveUp: () => {} };
  const ending = new AbortController();
  const folder = join(bytes.folder, "bytes");
  const store = openS3Store({ directory, bytes: folder, journal, clock, bus, callers, faults, ending: ending.signal });
  const ahead = (faults.clockSkewSeconds ?? 0) * 1000;
  const front = createS3Front({
    s3: { store, region, partition, accountId },
    operations: s3Operations,
    door,
    // Signed by the wall's time or by the cloud's: it has expired when it has by both.
    now: () => Math.min(Date.now() + ahead, clock.now()),
  });
  return {
    operations: { s3: Object.keys(s3Operations) },
    passOn: { matches: ({ signingName }) => signingName === "s3", handle: front.handle },
    stop: async () => {
      ending.abort(new Error("The local cloud is stopping"));
      await front.end();
      bytes.giveUp();
    },
  };
}

const PASSING = ".s3-";

/** A folder for the bytes of a cloud that keeps nothing; what clouds that were killed have left is taken away. */
function passingFolder(directory: string): { readonly folder: string; readonly giveUp: () => void } {
  for (const name of readdirSync(directory).filter((each) => each.startsWith(PASSING))) {
    if (ownerOf(join(directory, name)) === undefined) rmSync(join(directory, name), { recursive: true, force: true });
  }
  const folder = mkdtempSync(join(directory, PASSING));
  claimFolder(folder);
  return { folder, giveUp: () => rmSync(folder, { recursive: true, force: true }) };
}
