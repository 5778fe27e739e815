import { checkedPlaces } from "../diagnostics/kept-places.ts";
import { type Effects, openWorld } from "../effects.ts";
import { conclude } from "./conclude.ts";
import type { DispatchOptions } from "./options.ts";
import type { DispatchResult } from "./result.ts";
import { orderOf, send } from "./send.ts";

/** Sends a script and leaves it running, to be attached to. The result, with its verdict, where it was not accepted. */
export async function submit(
  options: DispatchOptions,
  effects: Effects = {},
): Promise<{ readonly commandId: string } | DispatchResult> {
  checkedPlaces(options);
  const order = orderOf(options);
  const world = await openWorld(effects);
  const requestedAt = world.date();
  const sent = await send(order, [options.instanceId], world);
  if (sent.commandId !== undefined) return { commandId: sent.commandId };
  const { instanceId } = options;
  const ending = { ...sent, invocation: undefined, instanceId, mark: order.mark, requestedAt, live: undefined };
  return conclude(ending, options, world);
}
