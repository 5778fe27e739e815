import { checkedPlaces } from "../diagnostics/places.ts";
import { writeDiagnostics } from "../diagnostics/write-diagnostics.ts";
import { type Effects, resolveEffects, type ResolvedEffects } from "../effects.ts";
import { DispatchError } from "../errors.ts";
import { sharedWatch, turns } from "../follow/shared-watch.ts";
import type { StreamName } from "../output/stream.ts";
import type { DispatchResult } from "../verdict/result.ts";
import { conclude } from "./conclude.ts";
import { followCommand } from "./follow-command.ts";
import type { ScriptOptions } from "./options.ts";
import { type Order, orderOf, send, type Sent } from "./send.ts";

/** The most instances one sendCommand takes (API model). */
const BATCH = 50;
/** Sends at a time where a batch was refused for one of its instances. */
const SENDS_AT_ONCE = 5;

/** A script and the instances that each run it; the callbacks say which of them they are about. */
export interface DispatchManyOptions extends Omit<ScriptOptions, "onOutput"> {
  /** At least one, each of them once. */
  readonly instanceIds: readonly string[];
  /** Called for each command that SSM accepted, with the instances that it was sent to. */
  readonly onSent?: ((commandId: string, instanceIds: readonly string[]) => void) | undefined;
  /** As `onOutput` of `dispatch`, for each instance. */
  readonly onOutput?: ((instanceId: string, stream: StreamName, text: string) => void) | undefined;
  /** Called for each instance as soon as its end is known. */
  readonly onResult?: ((result: DispatchResult) => void) | undefined;
}

/** How a script ended on several instances. */
export interface ManyResult {
  /** In the order of `instanceIds`. */
  readonly results: readonly DispatchResult[];
  /** 0 when all succeeded, otherwise the highest exit code of any. */
  readonly exitCode: number;
}

/**
 * Runs a script on several instances side by side: one sendCommand for up to 50 of them, one look at all that are under
 * way. Rejects as `dispatch` does.
 */
export async function dispatchMany(options: DispatchManyOptions, effects: Effects = {}): Promise<ManyResult> {
  const { instanceIds } = options;
  if (instanceIds.length === 0 || new Set(instanceIds).size < instanceIds.length) {
    throw new DispatchError("SCRIPT_REFUSED", "expected instances, each of them once");
  }
  checkedPlaces(options);
  const order = orderOf({ ...options, onOutput: undefined });
  const resolved = await resolveEffects(effects);
  const batches = Array.from({ length: Math.ceil(instanceIds.length / BATCH) }, (_, index) =>
    instanceIds.slice(index * BATCH, (index + 1) * BATCH),
  );
  const inTurn = turns(SENDS_AT_ONCE);
  const results = (await Promise.all(batches.map((batch) => runBatch(batch, order, options, inTurn, resolved)))).flat();
  return { results, exitCode: Math.max(...results.map(({ exitCode }) => exitCode)) };
}

/** Sends to all at once. One instance that SSM does not know makes it refuse all; then each is sent to by itself. */
async function runBatch(
  batch: readonly string[],
  order: Order,
  options: DispatchManyOptions,
  inTurn: ReturnType<typeof turns>,
  effects: ResolvedEffects,
): Promise<readonly DispatchResult[]> {
  const requestedAt = effects.date();
  const together = inTurn(() => send(order, batch, effects));
  together.then(
    ({ commandId }) => commandId !== undefined && options.onSent?.(commandId, batch),
    () => {},
  );
  const sentTo = async (instanceId: string): Promise<Sent> => {
    const sent = await together;
    if (sent.commandId !== undefined || sent.isOneInvalid !== true) return sent;
    const alone = await inTurn(() => send(order, [instanceId], effects));
    if (alone.commandId !== undefined) options.onSent?.(alone.commandId, [instanceId]);
    return alone;
  };
  const watch = sharedWatch(batch, effects);
  return Promise.all(
    batch.map(async (instanceId) => {
      const { onOutput } = options;
      const own = {
        ...options,
        instanceId,
        mark: order.mark,
        requestedAt,
        company: batch.length,
        onOutput: (stream: StreamName, text: string): void => onOutput?.(instanceId, stream, text),
      };
      const result = await writeDiagnostics(own, instanceId, effects, async () => {
        const sent = await sentTo(instanceId);
        return sent.commandId === undefined
          ? conclude({ ...own, ...sent, invocation: undefined, live: undefined }, own, effects)
          : followCommand({ ...own, commandId: sent.commandId }, watch, effects);
      });
      options.onResult?.(result);
      return result;
    }),
  );
}
