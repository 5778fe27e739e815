import { setTimeout as sleep } from "node:timers/promises";

import type { CommandView, LocalCloud } from "@alpha-engine/local-cloud";

const ENDED = new Set(["Success", "Failed", "TimedOut", "Cancelled"]);

/** The commands that have not ended. */
export function runningCommands(cloud: LocalCloud): readonly CommandView[] {
  return cloud.commands().filter(({ status }) => !ENDED.has(status));
}

/** As on AWS, a command runs on when the execution that sent it has ended: waits for all of them, up to so long by the wall. */
export async function letCommandsEnd(cloud: LocalCloud, milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (runningCommands(cloud).length === 0 || signal?.aborted === true) return;
  const enough = new AbortController();
  const unsubscribe = cloud.subscribe(({ type }) => {
    if (type === "command-status" && runningCommands(cloud).length === 0) enough.abort();
  });
  const stop = (): void => enough.abort();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    await sleep(milliseconds, undefined, { signal: enough.signal }).catch(() => {});
  } finally {
    unsubscribe();
    signal?.removeEventListener("abort", stop);
  }
}
