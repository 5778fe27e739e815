import { type Duration, toSeconds } from "@alpha-engine/dialect";

import { explainFailure } from "../failure/explain-failure.ts";
import type { CallFailure, FailureKind } from "../failure/failure.ts";
import { backOff, type Pauses } from "./back-off.ts";
import { sleep as sleepForReal } from "./sleep.ts";

/** How long to go on asking, and what for. */
export interface PatienceOptions extends Pauses {
  /** How long to go on asking, the time of the calls included. @default 60 */
  readonly patience?: Duration | undefined;
  /** How often to ask at the most, the first time included. @default no limit but patience */
  readonly tries?: number | undefined;
  /** The call may be carried out twice without harm, so one whose answer was lost is made again. @default true */
  readonly idempotent?: boolean | undefined;
  /** Decides in place of the rule that what may help is asked again. */
  readonly isWorthRepeating?: ((failure: CallFailure, error: unknown) => boolean) | undefined;
  /** Ends the waiting; what is thrown then is the last call's error. */
  readonly signal?: AbortSignal | undefined;
  /** Told before each pause. */
  readonly onRetry?: ((failure: CallFailure, milliseconds: number) => void) | undefined;
}

/** Time and chance. */
export interface PatienceEffects {
  /** Waits so many milliseconds, or until the signal. */
  readonly sleep?: ((milliseconds: number, signal?: AbortSignal) => Promise<unknown>) | undefined;
  /** In [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
  /** Milliseconds on a clock that only goes forward. @default performance.now */
  readonly now?: (() => number) | undefined;
}

/** What the next call mends by itself: there is nothing to wait for. */
const MENDED_BY_THE_ANSWER: ReadonlySet<FailureKind> = new Set(["clock-skew", "credentials-expired"]);

/**
 * Makes a call, and again while that may help, with growing pauses. What ends it is the last error, as it came.
 *
 * @throws the error of the last call
 *
 * @example
 * ```ts example
 * import { patiently } from "@alpha-engine/aws-calls";
 *
 * let calls = 0;
 * const answer = await patiently(
 *   async () => {
 *     calls += 1;
 *     if (calls < 3) throw Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
 *     return "done";
 *   },
 *   { patience: "5s", first: "10ms" },
 * );
 * console.log(answer, calls);
 * ```
 * ```text output
 * done 3
 * ```
 */
export async function patiently<Answer>(
  call: () => Promise<Answer>,
  options: PatienceOptions = {},
  effects: PatienceEffects = {},
): Promise<Answer> {
  const { tries = Number.POSITIVE_INFINITY, idempotent = true, signal, onRetry } = options;
  const { sleep = sleepForReal, random, now = () => performance.now() } = effects;
  const patience = toSeconds(options.patience ?? 60, "patience") * 1000;
  const isWorthRepeating =
    options.isWorthRepeating ??
    (({ isRetryable, mayHaveHadEffect }: CallFailure) => isRetryable && (idempotent || !mayHaveHadEffect));
  const startedAt = now();
  // Beside the clock, which stands still where only `sleep` is replaced.
  let waited = 0;
  for (let retries = 0; ; retries += 1) {
    try {
      return await call();
    } catch (error) {
      const failure = explainFailure(error, { signal });
      const isMended = retries === 0 && MENDED_BY_THE_ANSWER.has(failure.kind);
      const pause = isMended ? 0 : backOff(retries, options, random);
      const isOver =
        isAborted(signal) || retries + 1 >= tries || Math.max(waited, now() - startedAt) + pause > patience;
      if (isOver || !isWorthRepeating(failure, error)) throw error;
      onRetry?.(failure, pause);
      waited += pause;
      await sleep(pause, signal);
      if (isAborted(signal)) throw error;
    }
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
