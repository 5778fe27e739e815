import type { ResolvedEffects } from "../effects.ts";
import { follow } from "../follow/follow.ts";
import { heedGuard } from "../follow/heed-guard.ts";
import type { Watch } from "../follow/watch.ts";
import { followLive, type LiveFeed } from "../output/live.ts";
import type { DispatchResult } from "../verdict/result.ts";
import { conclude } from "./conclude.ts";
import type { FollowOptions } from "./options.ts";

/** A command that SSM has accepted, and how to follow it. */
export interface CommandToFollow extends FollowOptions {
  readonly commandId: string;
  readonly instanceId: string;
  readonly executionTimeout?: number | undefined;
  readonly deliveryTimeout?: number | undefined;
  readonly mark: string | undefined;
  readonly requestedAt: Date;
  /** How many are followed side by side. @default 1 */
  readonly company?: number;
  /** What an earlier send of the same script has shown; this one then shows the rest of it, at its end. */
  readonly shown?: LiveFeed["shown"] | undefined;
}

/** From SSM's acceptance to the result. */
export async function followCommand(
  command: CommandToFollow,
  watch: Watch,
  effects: ResolvedEffects,
): Promise<DispatchResult> {
  const { executionTimeout = 3600, deliveryTimeout = 60, pollInterval, signal, mark } = command;
  const course = { ...command, executionTimeout, deliveryTimeout, pollInterval, signal };
  const live = feedOf(command, effects);
  try {
    const followed = await heedGuard(await follow(course, watch, effects), mark, course, watch, effects);
    return await conclude({ ...command, ...followed, live }, command, effects);
  } finally {
    await live?.end("now");
  }
}

function feedOf(command: CommandToFollow, effects: ResolvedEffects): LiveFeed | undefined {
  const { live = false, company = 1, onOutput = () => {}, onNotice = () => {} } = command;
  if (live === false || command.shown !== undefined) return undefined;
  const logGroup = live === true ? undefined : live.logGroup;
  return followLive({ ...command, logGroup, company }, onOutput, onNotice, effects);
}
