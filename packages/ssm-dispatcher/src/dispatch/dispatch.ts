import { checkedPlaces } from "../diagnostics/places.ts";
import { writeDiagnostics } from "../diagnostics/write-diagnostics.ts";
import { type Effects, resolveEffects, type ResolvedEffects } from "../effects.ts";
import { singleWatch } from "../follow/watch.ts";
import type { StreamName } from "../output/stream.ts";
import type { DispatchResult } from "../verdict/result.ts";
import { conclude } from "./conclude.ts";
import { type CommandToFollow, followCommand } from "./follow-command.ts";
import type { DispatchOptions } from "./options.ts";
import { type Order, orderOf, send } from "./send.ts";

/** A guarded script that SSM calls undeliverable is sent again, up to so many sends in all. */
const SENDS = 3;

/**
 * Runs a script on an instance through SSM RunCommand and says truly how it ended. Rejects only for a script that SSM
 * would not take and for answers that make asking on pointless (no permission, no such command).
 */
export async function dispatch(options: DispatchOptions, effects: Effects = {}): Promise<DispatchResult> {
  checkedPlaces(options);
  const order = orderOf(options);
  const resolved = await resolveEffects(effects);
  const shown = { stdout: "", stderr: "" };
  for (let sends = 1; ; sends += 1) {
    const before = sends === 1 ? undefined : { ...shown };
    const onOutput = (stream: StreamName, text: string): void => {
      if (order.mark !== undefined) shown[stream] += text;
      options.onOutput?.(stream, text);
    };
    const attempt = { ...options, onOutput };
    const make = (): Promise<DispatchResult> => once(order, attempt, before, resolved);
    const result = await writeDiagnostics(attempt, options.instanceId, resolved, make);
    const mayAgain = order.mark !== undefined && sends < SENDS && options.signal?.aborted !== true;
    if (!mayAgain || result.outcome !== "unknown" || result.statusDetails !== "Undeliverable") return result;
    options.onNotice?.(`${result.evidence}; guarded by its key, it is sent again`);
  }
}

async function once(
  order: Order,
  options: DispatchOptions,
  shown: CommandToFollow["shown"],
  effects: ResolvedEffects,
): Promise<DispatchResult> {
  const { instanceId } = options;
  const requestedAt = effects.date();
  const sent = await send(order, [instanceId], effects);
  if (sent.commandId === undefined) {
    const ending = {
      ...sent,
      invocation: undefined,
      instanceId,
      mark: order.mark,
      requestedAt,
      live: undefined,
      shown,
    };
    return conclude(ending, options, effects);
  }
  options.onSent?.(sent.commandId);
  const command = { ...options, commandId: sent.commandId, mark: order.mark, requestedAt, shown };
  return followCommand(command, singleWatch(effects), effects);
}
