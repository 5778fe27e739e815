import { exitCodeOfSignal } from "@alpha-engine/dialect";

/** Ctrl-C, somebody's word, the end of a terminal. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** npm passes a Ctrl-C on that the terminal has sent already: both are one. */
const SAME_CTRL_C_MS = 500;

/** The user's wish to stop, while something runs. */
export interface Interrupts extends Disposable {
  readonly signal: AbortSignal;
  /** What to end with, once there was one. */
  readonly exitCode: () => number | undefined;
}

/**
 * What is not over so many ms after the first signal ends with the process. A rehearsal itself takes 1,100 at most: the
 * rest of two seconds is for a machine under load, which is late at everything.
 */
const LAST_MS = 1400;

/** The first of them aborts the signal, and ends the process in the end; the second ends it at once. */
export function listenForInterrupts(): Interrupts {
  const controller = new AbortController();
  let exitCode: number | undefined;
  let firstAt = 0;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (exitCode === undefined) {
      exitCode = exitCodeOfSignal(signal);
      firstAt = performance.now();
      setTimeout(end, LAST_MS, exitCode).unref();
      controller.abort();
    } else if (performance.now() - firstAt > SAME_CTRL_C_MS) {
      end(exitCode);
    }
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    [Symbol.dispose]: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}

/** The sandboxes end with us: their inits see the end of their stdin. */
function end(exitCode: number): never {
  process.exit(exitCode);
}
