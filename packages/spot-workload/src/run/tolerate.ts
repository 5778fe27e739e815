import type { WorkloadEvent } from "./events.ts";

/** Waits for work whose failure does not change the run: it is told as trouble. When it goes well the event is told. */
export async function tolerate(
  what: string,
  work: Promise<unknown>,
  { onEvent }: { readonly onEvent: (event: WorkloadEvent) => void },
  event?: WorkloadEvent,
): Promise<void> {
  try {
    await work;
    if (event !== undefined) onEvent(event);
  } catch (error) {
    onEvent({ type: "trouble", what, message: (error as Error).message });
  }
}
