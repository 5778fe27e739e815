import type { ResolvedEffects } from "../effects.ts";
import { follow, type FollowedCommand } from "../follow/follow.ts";
import { heedGuard } from "../follow/heed-guard.ts";
import type { Watch } from "../follow/watch.ts";
import type { OutputLedger } from "../output/ledger.ts";
import { followLive, type LiveFeed } from "../output/live.ts";
import type { DispatchResult } from "../verdict/result.ts";
import { conclude } from "./conclude.ts";
import type { FollowOptions } from "./options.ts";

/** A command that SSM has accepted, and how to follow it. */
export interface CommandToFollow extends FollowedCommand, Pick<FollowOptions, "live" | "output" | "onNotice"> {
  readonly requestedAt: Date;
  /** How many are followed at the same time, this one included. @default 1 */
  readonly sideBySide?: number;
}

/** From SSM's acceptance to the result. */
export async function followToEnd(
  command: CommandToFollow,
  ledger: OutputLedger,
  watch: Watch,
  effects: ResolvedEffects,
): Promise<DispatchResult> {
  const live = feedOf(command, ledger, effects);
  try {
    const followed = await heedGuard(await follow(command, watch, effects), command, watch, effects);
    return await conclude({ ...command, ...followed, live }, ledger, effects);
  } finally {
    await live?.end("now");
  }
}

function feedOf(command: CommandToFollow, ledger: OutputLedger, effects: ResolvedEffects): LiveFeed | undefined {
  const { commandId, instanceId, live = false, sideBySide = 1, onNotice } = command;
  if (live === false) return undefined;
  const logGroup = live === true ? undefined : live.logGroup;
  return followLive({ commandId, instanceId, logGroup, sideBySide, onNotice }, ledger, effects);
}
