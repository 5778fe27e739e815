import { checkedPlaces } from "../diagnostics/kept-places.ts";
import { writeDiagnostics } from "../diagnostics/write-diagnostics.ts";
import { type Effects, openWorld, type World } from "../effects.ts";
import { conclude } from "./conclude.ts";
import { type CommandToFollow, followCommand } from "./follow-command.ts";
import type { DispatchOptions, StreamName } from "./options.ts";
import type { DispatchResult } from "./result.ts";
import { type Order, orderOf, send } from "./send.ts";
import { singleWatch } from "./watch.ts";

/** A guarded script that SSM calls undeliverable is sent again, up to so many sends in all. */
const SENDS = 3;

/**
 * Runs a script on an instance through SSM RunCommand and says truly how it ended. Rejects only for a script that SSM
 * would not take and for answers that make asking on pointless (no permission, no such command).
 */
export async function dispatch(options: DispatchOptions, effects: Effects = {}): Promise<DispatchResult> {
  checkedPlaces(options);
  const order = orderOf(options);
  const world = await openWorld(effects);
  const shown = { stdout: "", stderr: "" };
  for (let sends = 1; ; sends += 1) {
    const before = sends === 1 ? undefined : { ...shown };
    const onOutput = (stream: StreamName, text: string): void => {
      if (order.mark !== undefined) shown[stream] += text;
      options.onOutput?.(stream, text);
    };
    const attempt = { ...options, onOutput };
    const make = (): Promise<DispatchResult> => once(order, attempt, before, world);
    const result = await writeDiagnostics(attempt, options.instanceId, world, make);
    const mayAgain = order.mark !== undefined && sends < SENDS && options.signal?.aborted !== true;
    if (!mayAgain || result.outcome !== "unknown" || result.statusDetails !== "Undeliverable") return result;
    options.onNotice?.(`${result.evidence}; guarded by its key, it is sent again`);
  }
}

async function once(
  order: Order,
  options: DispatchOptions,
  shown: CommandToFollow["shown"],
  world: World,
): Promise<DispatchResult> {
  const { instanceId } = options;
  const requestedAt = world.date();
  const sent = await send(order, [instanceId], world);
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
    return conclude(ending, options, world);
  }
  options.onSent?.(sent.commandId);
  const command = { ...options, commandId: sent.commandId, mark: order.mark, requestedAt, shown };
  return followCommand(command, singleWatch(world), world);
}
