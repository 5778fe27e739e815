import type { ResolvedEffects } from "../effects.ts";
import type { Followed } from "../follow/follow.ts";
import { signalName } from "../follow/invocation.ts";
import type { LiveFeed } from "../output/live.ts";
import { restAfter } from "../output/rest-after.ts";
import type { StreamName } from "../output/stream.ts";
import { type Output, wholeOutput } from "../output/whole-output.ts";
import { readGuardNote } from "../script/guard.ts";
import type { DispatchResult } from "../verdict/result.ts";
import { startedOf } from "../verdict/verdict.ts";
import type { FollowOptions } from "./options.ts";

export interface Ending extends Followed {
  readonly instanceId: string;
  readonly commandId: string | undefined;
  readonly mark: string | undefined;
  readonly requestedAt: Date;
  readonly live: LiveFeed | undefined;
  /** What an earlier send of the same script has shown, of which this one only repeats. */
  readonly shown?: LiveFeed["shown"] | undefined;
}

/** Gathers what was printed, passes on what was not passed on yet, and puts the result together. */
export async function conclude(
  ending: Ending,
  options: Pick<FollowOptions, "output" | "onOutput" | "onNotice">,
  effects: ResolvedEffects,
): Promise<DispatchResult> {
  const { verdict, invocation, evidence, instanceId, commandId, live } = ending;
  const { output } = options;
  const place = output === undefined || commandId === undefined ? undefined : { ...output, commandId, instanceId };
  const hasEnded = verdict.outcome === "succeeded" || verdict.outcome === "failed";
  const fetched = await Promise.all([
    wholeOutput("stdout", { text: invocation?.stdout ?? "", hasEnded }, place, effects),
    wholeOutput("stderr", { text: invocation?.stderr ?? "", hasEnded }, place, effects),
  ]);
  await live?.end(fetched.every(({ isWhole }) => isWhole) ? "now" : "when quiet");
  const [out, err] = fetched;
  const shown = live?.shown ?? ending.shown;
  const stdout = voiced("stdout", out, shown, options);
  const stderr = voiced("stderr", { ...err, text: readGuardNote(err.text, ending.mark).stderr }, shown, options);
  const { outcome, exitCode } = verdict;
  return {
    ...verdict,
    signal: outcome === "failed" ? signalName(exitCode) : undefined,
    timeout: outcome === "timed-out" ? (exitCode === 124 ? "execution" : "delivery") : undefined,
    started:
      live !== undefined && live.shown.stdout + live.shown.stderr !== "" ? "yes" : startedOf(verdict, invocation),
    instanceId,
    commandId,
    status: invocation?.status,
    statusDetails: invocation?.statusDetails,
    responseCode: invocation?.responseCode,
    stdout,
    stderr,
    outputIsWhole: fetched.every(({ isWhole }) => isWhole),
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

/** The stream's text as far as it is known. What of it was not shown live is passed on now. */
function voiced(
  stream: StreamName,
  { text, isWhole }: Output,
  before: LiveFeed["shown"] | undefined,
  { onOutput, onNotice }: Pick<FollowOptions, "onOutput" | "onNotice">,
): string {
  const shown = before?.[stream] ?? "";
  // Where SSM kept the beginning only, or nothing of a script that was cut off, what came live says more.
  if (!isWhole && shown.length > text.length) return shown;
  const { rest, isConsistent } = restAfter(text, shown);
  if (!isConsistent) onNotice?.(`what came live of ${stream} differs from what was kept; that follows from there on`);
  if (rest !== "") onOutput?.(stream, rest);
  return text;
}
