import type { Clock, TimerOptions } from "@alpha-engine/asl";

/**
 * What may still happen as long as something lasts: timers, continuations, work. Once it is closed nothing of it happens
 * any more, whatever was under way, and nothing new begins.
 */
export interface Scope {
  readonly isOpen: () => boolean;
  /** Calls back once, so many seconds later, unless it has been closed by then. The result cancels. */
  readonly later: (seconds: number, callback: () => void, timer?: TimerOptions) => () => void;
  /** Goes on when a promise has settled, unless it has been closed by then. */
  readonly when: <Value>(
    promise: Promise<Value>,
    callback: (value: Value) => void,
    failed?: (error: Error) => void,
  ) => void;
  /** Work that `close` waits for; refused once it is closed. */
  readonly run: <Value>(work: () => Promise<Value>) => Promise<Value>;
  /** Cancels, drops, refuses, at once; resolves when the work that was under way has settled. */
  readonly close: () => Promise<void>;
}

/** `what` is whose scope it is, for the refusal. */
export function createScope(clock: Pick<Clock, "schedule">, what: string): Scope {
  const timers = new Set<() => void>();
  const working = new Set<Promise<unknown>>();
  let open = true;
  return {
    isOpen: () => open,
    later: (seconds, act, timer) => {
      if (!open) return () => {};
      const disarm = clock.schedule(
        seconds * 1000,
        () => {
          timers.delete(cancel);
          act();
        },
        timer,
      );
      const cancel = (): void => {
        timers.delete(cancel);
        disarm();
      };
      timers.add(cancel);
      return cancel;
    },
    when: (promise, act, failed) => {
      void settled(promise).then((outcome) => {
        if (!open) return;
        if ("value" in outcome) act(outcome.value);
        else failed?.(outcome.error);
      });
    },
    run: async (work) => {
      if (!open) throw new Error(`${what} is over`);
      const begun = work();
      working.add(begun);
      try {
        return await begun;
      } finally {
        working.delete(begun);
      }
    },
    close: async () => {
      open = false;
      for (const cancel of timers) cancel();
      await Promise.allSettled(working);
    },
  };
}

async function settled<Value>(promise: Promise<Value>): Promise<{ readonly value: Value } | { readonly error: Error }> {
  try {
    return { value: await promise };
  } catch (error) {
    return { error: error as Error };
  }
}
