import type { TaskRequest } from "@alpha-engine/asl";

import type { Part } from "../../../cloud/part.ts";

/** Nobody waits any longer than the task lasts. */
export async function pass(
  milliseconds: number,
  clock: Part["clock"],
  { signal, idle }: Pick<TaskRequest, "signal" | "idle">,
): Promise<void> {
  const goOn = idle();
  await new Promise<void>((resolve) => {
    const cancel = clock.schedule(milliseconds, resolve);
    const stop = (): void => {
      cancel();
      resolve();
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  signal.throwIfAborted();
  goOn();
}
