import type { World } from "../effects.ts";
import { heedGuard } from "../guard/heed-guard.ts";
import { followLive, type LiveFeed } from "../live/follow-live.ts";
import { conclude } from "./conclude.ts";
import { follow } from "./follow.ts";
import type { FollowOptions } from "./options.ts";
import type { DispatchResult } from "./result.ts";
import type { Watch } from "./watch.ts";

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
export async function followCommand(command: CommandToFollow, watch: Watch, world: World): Promise<DispatchResult> {
  const { executionTimeout = 3600, deliveryTimeout = 60, pollInterval, signal, mark } = command;
  const course = { ...command, executionTimeout, deliveryTimeout, pollInterval, signal };
  const live = feedOf(command, world);
  try {
    const followed = await heedGuard(await follow(course, watch, world), mark, course, watch, world);
    return await conclude({ ...command, ...followed, live }, command, world);
  } finally {
    await live?.end("now");
  }
}

function feedOf(command: CommandToFollow, world: World): LiveFeed | undefined {
  const { live = false, company = 1, onOutput = () => {}, onNotice = () => {} } = command;
  if (live === false || command.shown !== undefined) return undefined;
  const logGroup = live === true ? undefined : live.logGroup;
  return followLive({ ...command, logGroup, company }, onOutput, onNotice, world);
}
