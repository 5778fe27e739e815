/**
 * Passes SIGTERM and SIGINT on to the command; the second one kills it. Our own process lives on until the command has
 * ended and its log is shipped. Returns the undoing.
 */
export function passSignalsOn(kill: (signal: NodeJS.Signals) => void): () => void {
  let received = 0;
  const onSignal = (signal: NodeJS.Signals): void => {
    received += 1;
    kill(received === 1 ? signal : "SIGKILL");
  };
  process.on("SIGTERM", onSignal).on("SIGINT", onSignal);
  return () => {
    process.off("SIGTERM", onSignal).off("SIGINT", onSignal);
  };
}
