import type { ResolvedEffects } from "../effects.ts";
import type { Followed } from "../follow/follow.ts";
import type { OutputLedger } from "../output/ledger.ts";
import type { LiveFeed } from "../output/live.ts";
import { wholeOutput } from "../output/whole-output.ts";
import type { Place } from "../place.ts";
import type { DispatchResult } from "../verdict/result.ts";
import { signalName } from "../verdict/signal-name.ts";
import { startedOf } from "../verdict/verdict.ts";

/** How an attempt ended, and whose it was. */
export interface Ending extends Followed {
  readonly instanceId: string;
  /** Undefined where SSM accepted none. */
  readonly commandId: string | undefined;
  readonly requestedAt: Date;
  readonly output?: Place | undefined;
  readonly live?: LiveFeed | undefined;
}

/** Gathers what was printed, completes the ledger with it, and puts the result together. */
export async function conclude(
  ending: Ending,
  ledger: OutputLedger,
  effects: ResolvedEffects,
): Promise<DispatchResult> {
  const { verdict, invocation, evidence, instanceId, commandId, output, live } = ending;
  const place = output === undefined || commandId === undefined ? undefined : { ...output, commandId, instanceId };
  const hasEnded = verdict.outcome === "succeeded" || verdict.outcome === "failed";
  const fetched = await Promise.all([
    wholeOutput("stdout", { text: invocation?.stdout ?? "", hasEnded }, place, effects),
    wholeOutput("stderr", { text: invocation?.stderr ?? "", hasEnded }, place, effects),
  ]);
  const outputIsWhole = fetched.every(({ isWhole }) => isWhole);
  await live?.end(outputIsWhole ? "now" : "when quiet");
  const [stdout, stderr] = fetched;
  const { outcome, exitCode } = verdict;
  return {
    ...verdict,
    signal: outcome === "failed" ? signalName(exitCode) : undefined,
    timeout: outcome === "timed-out" ? (exitCode === 124 ? "execution" : "delivery") : undefined,
    started: ledger.cameLive ? "yes" : startedOf(verdict, invocation),
    instanceId,
    commandId,
    status: invocation?.status,
    statusDetails: invocation?.statusDetails,
    responseCode: invocation?.responseCode,
    stdout: ledger.complete("stdout", stdout),
    stderr: ledger.complete("stderr", stderr),
    outputIsWhole,
    outputUrls: fetched.flatMap(({ url }) => url ?? []),
    timings: {
      requestedAt: ending.requestedAt.toISOString(),
      concludedAt: effects.date().toISOString(),
      startedAt: invocation?.startedAt,
      endedAt: invocation?.endedAt,
      elapsedSeconds: invocation?.elapsed,
    },
    evidence,
  };
}

/** The result of what SSM did not accept. */
export function concludeUnsent(
  ending: Omit<Ending, "invocation" | "live" | "output"> & { readonly commandId: undefined },
  ledger: OutputLedger,
  effects: ResolvedEffects,
): Promise<DispatchResult> {
  return conclude({ ...ending, invocation: undefined }, ledger, effects);
}
