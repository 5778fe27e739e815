import type { Outcome, Started } from "./verdict.ts";

/** How a script ended on one instance, what it wrote, and what SSM said of it. */
export interface DispatchResult {
  readonly outcome: Outcome;
  /** The script's own exit code where it has one; 124 timed out; 130 cancelled; 69 never ran, not delivered, instance lost, unknown. */
  readonly exitCode: number;
  /** The signal that ended the script, where it failed by one: in the agent's words, or an exit code of 128+n. */
  readonly signal: NodeJS.Signals | undefined;
  /** Which of the two timeouts it was. */
  readonly timeout: "delivery" | "execution" | undefined;
  /** Whether the script ever began. */
  readonly started: Started;
  readonly instanceId: string;
  /** SSM's id; undefined when no command was accepted. */
  readonly commandId: string | undefined;
  /** SSM's own words, as GetCommandInvocation last gave them; undefined when it gave none. */
  readonly status: string | undefined;
  readonly statusDetails: string | undefined;
  readonly responseCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** False when the output is only its beginning (SSM keeps 24,000 characters and no bucket was given), or was lost with the script's end. */
  readonly outputIsWhole: boolean;
  /** Where the whole streams are (or should be) that SSM's answer did not hold. */
  readonly outputUrls: readonly string[];
  readonly timings: Timings;
  /** What the outcome rests on, in words. */
  readonly evidence: string;
}

/** When a dispatch began and ended, as ISO 8601. */
export interface Timings {
  /** When the dispatch (or the attaching) began and when its verdict fell, by this machine's clock. */
  readonly requestedAt: string;
  readonly concludedAt: string;
  /** When the script began and ended and how long it ran, by SSM's word. */
  readonly startedAt: string | undefined;
  readonly endedAt: string | undefined;
  readonly elapsedSeconds: number | undefined;
}
