import type { Clock } from "@alpha-engine/asl";

import type { Journal } from "./kept/journal.ts";

/** A clock that calls nobody back any more once the cloud has stopped, and that nobody of it holds then. */
export function clockUntil(stopped: AbortSignal, clock: Clock): Clock {
  const undo = new Set<() => void>();
  stopped.addEventListener("abort", () => {
    for (const each of undo) each();
    undo.clear();
  });
  const tracked = (cancel: () => void): (() => void) => {
    const each = (): void => {
      undo.delete(each);
      cancel();
    };
    undo.add(each);
    return each;
  };
  return {
    now: () => clock.now(),
    schedule: (delayMs, callback, timer) => {
      if (stopped.aborted) return () => {};
      const cancel = tracked(
        clock.schedule(
          delayMs,
          () => {
            undo.delete(cancel);
            callback();
          },
          timer,
        ),
      );
      return cancel;
    },
    hold: () => (stopped.aborted ? () => {} : tracked(clock.hold())),
  };
}

/** A journal that nothing is written to any more once the cloud has stopped: its folder may have gone. */
export function journalUntil(stopped: AbortSignal, journal: Journal): Journal {
  return {
    read: (kind) => journal.read(kind),
    put: (kind, name, value) => {
      if (!stopped.aborted) journal.put(kind, name, value);
    },
    remove: (kind, name) => {
      if (!stopped.aborted) journal.remove(kind, name);
    },
  };
}
