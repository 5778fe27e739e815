const PASSED_ON = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

export interface SignalPassing {
  /** To whom signals go; one that came before goes there at once. */
  to(kill: (signal: NodeJS.Signals) => void): void;
  stop(): void;
}

/**
 * Passes the first signal on to the command; the second one kills it, and so does the end of `graceMs`. Our own process
 * lives on until the command has ended and its log is shipped.
 */
export function passSignalsOn(graceMs: number | undefined): SignalPassing {
  let kill: ((signal: NodeJS.Signals) => void) | undefined;
  let first: NodeJS.Signals | undefined;
  let timer: NodeJS.Timeout | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (first !== undefined) return kill?.("SIGKILL");
    first = signal;
    kill?.(signal);
    if (graceMs !== undefined) timer = setTimeout(() => kill?.("SIGKILL"), graceMs);
  };
  for (const signal of PASSED_ON) process.on(signal, onSignal);
  return {
    to(target) {
      kill = target;
      if (first !== undefined) target(first);
    },
    stop() {
      clearTimeout(timer);
      for (const signal of PASSED_ON) process.off(signal, onSignal);
    },
  };
}
