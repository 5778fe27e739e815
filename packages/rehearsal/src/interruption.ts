/** What was under way was broken off, as somebody wants the rehearsal to end. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/**
 * After an interruption, each is over so many milliseconds behind it: two seconds for all, and almost half of them to
 * spare, for a machine under load is late at everything.
 */
export const WITHIN = { execution: 300, powerDown: 600, logs: 800, stop: 1100 } as const;

/** Somebody may want a rehearsal to end, at any moment of it; from then on everything has its time, by the wall. */
export interface Interruption extends Disposable {
  /** What was under way when it was wanted, once it was. */
  readonly during: () => string | undefined;
  /** Does work of the beginning. @throws Interrupted as soon as the end is wanted; `undo` gets what comes of it later */
  begin<Value>(what: string, work: () => Promise<Value>, undo?: (late: Value) => unknown): Promise<Value>;
  /** Does work of the end; `undefined` where it takes longer than so many milliseconds from when the end was wanted. */
  finish<Value>(what: string, within: number, work: () => Promise<Value>): Promise<Value | undefined>;
}

export function interruptionBy(signal: AbortSignal | undefined): Interruption {
  const { promise: wanted, resolve } = Promise.withResolvers<"wanted">();
  let now = "it had begun";
  let during: string | undefined;
  let wantedAt = 0;
  const onAbort = (): void => {
    during = now;
    wantedAt = performance.now();
    resolve("wanted");
  };
  if (signal?.aborted === true) onAbort();
  else signal?.addEventListener("abort", onAbort, { once: true });

  return {
    during: () => during,
    begin: async (what, work, undo) => {
      now = what;
      if (during !== undefined) throw new Interrupted();
      const begun = work();
      const outcome = await Promise.race([settledAs(begun), wanted]);
      if (outcome !== "wanted") return outcome.value;
      begun.then(undo, () => {});
      throw new Interrupted();
    },
    finish: async (what, within, work) => {
      if (during === undefined) now = what;
      const { promise: late, resolve: tooLate } = Promise.withResolvers<"late">();
      let timer: NodeJS.Timeout | undefined;
      let done = false;
      void wanted.then(() => {
        if (!done) timer = setTimeout(tooLate, wantedAt + within - performance.now(), "late");
      });
      try {
        const outcome = await Promise.race([settledAs(work()), late]);
        return outcome === "late" ? undefined : outcome.value;
      } finally {
        done = true;
        clearTimeout(timer);
      }
    },
    [Symbol.dispose]: () => signal?.removeEventListener("abort", onAbort),
  };
}

async function settledAs<Value>(work: Promise<Value>): Promise<{ readonly value: Value }> {
  return { value: await work };
}

/** Nothing where it was interrupted. */
export async function orNothing<Value>(work: Promise<Value>): Promise<Value | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Interrupted) return undefined;
    throw error;
  }
}
