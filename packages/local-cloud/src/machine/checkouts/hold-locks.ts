import { once } from "node:events";

import type { Clock } from "@alpha-engine/asl";
import { type Duration, toSeconds } from "@alpha-engine/dialect";

import type { Sandbox } from "../sandbox/sandbox.ts";

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin";
const PULL_LASTS: Duration = "5s";

interface Checkouts {
  readonly sandbox: Sandbox;
  readonly clock: Clock;
  /** Where they are. */
  readonly checkouts: readonly string[];
}

/** Holds the locks that git takes to write a checkout, for so long by the cloud's clock. */
export async function holdLocks({ sandbox, clock, checkouts }: Checkouts, lasts: Duration = PULL_LASTS): Promise<void> {
  const paths = checkouts.map((path) => sandbox.insidePath(path));
  await shell(sandbox, 'for path; do [ ! -d "$path/.git" ] || : >"$path/.git/index.lock"; done', paths);
  clock.schedule(1000 * toSeconds(lasts, "lasts"), () => {
    // Of a machine that is off nothing is locked any more.
    shell(sandbox, 'for path; do rm -f "$path/.git/index.lock"; done', paths).catch(() => {});
  });
}

async function shell(sandbox: Sandbox, script: string, words: readonly string[]): Promise<void> {
  await once(sandbox.spawn(["sh", "-c", script, "git", ...words], { cwd: "/", env: { PATH } }), "close");
}
