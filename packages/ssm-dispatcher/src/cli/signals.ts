import { EXIT_CODES } from "@alpha-engine/dialect";

import { say } from "./report.ts";

/** A command that has been sent, as long as it has not ended. */
export interface Sent {
  readonly commandId: string;
  readonly instanceId: string;
}

/** The first signal cancels; the second gives up at once and says what is left. */
export function cancelOnSignals(running: () => readonly Sent[]): AbortSignal {
  const cancelling = new AbortController();
  const onSignal = (): void => {
    if (!cancelling.signal.aborted) {
      say("cancelling the remote command, waiting for its end; once more to give up waiting");
      cancelling.abort();
      return;
    }
    const left = running();
    if (left.length === 0) say("given up; nothing is known to have been sent");
    for (const { commandId, instanceId } of left) {
      say(`given up; command ${commandId} may still run on ${instanceId}`);
      say(`look with: ssm-dispatcher attach ${commandId} --instance-id ${instanceId}`);
    }
    process.exit(EXIT_CODES.interrupted);
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return cancelling.signal;
}
