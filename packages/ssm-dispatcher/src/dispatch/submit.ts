import { checkedPlaces } from "../diagnostics/places.ts";
import { type Effects, resolveEffects } from "../effects.ts";
import type { DispatchResult } from "../verdict/result.ts";
import { conclude } from "./conclude.ts";
import type { DispatchOptions } from "./options.ts";
import { orderOf, send } from "./send.ts";

/** Sends a script and leaves it running, to be attached to. The result, with its verdict, where it was not accepted. */
export async function submit(
  options: DispatchOptions,
  effects: Effects = {},
): Promise<{ readonly commandId: string } | DispatchResult> {
  checkedPlaces(options);
  const order = orderOf(options);
  const resolved = await resolveEffects(effects);
  const requestedAt = resolved.date();
  const sent = await send(order, [options.instanceId], resolved);
  if (sent.commandId !== undefined) return { commandId: sent.commandId };
  const { instanceId } = options;
  const ending = { ...sent, invocation: undefined, instanceId, mark: order.mark, requestedAt, live: undefined };
  return conclude(ending, options, resolved);
}
