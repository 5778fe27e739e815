import { EXIT_CODES } from "@alpha-engine/dialect";

const CODES = { SIGINT: EXIT_CODES.interrupted, SIGTERM: EXIT_CODES.terminated } as const;
/** npm passes a Ctrl-C on that the terminal has sent already: both are one. */
const SAME_CTRL_C_MS = 500;

/** The user's wish to stop, while something runs. */
export interface Interrupts extends Disposable {
  readonly signal: AbortSignal;
  /** What to end with, once there was one. */
  readonly exitCode: () => number | undefined;
}

/** What is not over so many ms after the first signal ends with the process: it has two seconds, with something to spare. */
const LAST_MS = 1700;

/** The first SIGINT or SIGTERM aborts the signal, and ends the process in the end; the second ends it at once. */
export function listenForInterrupts(): Interrupts {
  const controller = new AbortController();
  let exitCode: number | undefined;
  let firstAt = 0;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (exitCode === undefined) {
      exitCode = CODES[signal === "SIGTERM" ? "SIGTERM" : "SIGINT"];
      firstAt = performance.now();
      setTimeout(end, LAST_MS, exitCode).unref();
      controller.abort();
    } else if (performance.now() - firstAt > SAME_CTRL_C_MS) {
      end(exitCode);
    }
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    [Symbol.dispose]: () => void process.off("SIGINT", onSignal).off("SIGTERM", onSignal),
  };
}

/** The sandboxes end with us: their inits see the end of their stdin. */
function end(exitCode: number): never {
  process.exit(exitCode);
}
