import pLimit, { type LimitFunction } from "p-limit";

import { writeDiagnostics } from "../diagnostics/write-diagnostics.ts";
import { type Effects, resolveEffects, type ResolvedEffects } from "../effects.ts";
import { SsmDispatcherError } from "../errors.ts";
import { sharedWatch } from "../follow/shared-watch.ts";
import { openLedger } from "../output/ledger.ts";
import type { StreamName } from "../output/stream.ts";
import type { DispatchResult } from "../verdict/result.ts";
import { concludeUnsent } from "./conclude.ts";
import { followToEnd } from "./follow-to-end.ts";
import type { ScriptOptions } from "./options.ts";
import { type Order, orderOf } from "./order.ts";
import { send, type Sent } from "./send.ts";

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

/** What the batches of one call share. */
interface Sending {
  readonly order: Order;
  readonly options: DispatchManyOptions;
  readonly fewAtOnce: LimitFunction;
  readonly effects: ResolvedEffects;
}

/**
 * Runs a script on several instances side by side: one sendCommand for up to 50 of them, one look at all that are under
 * way.
 *
 * @throws SsmDispatcherError as `dispatch` does, and `SCRIPT_REFUSED` for no instance, or one that is there twice
 *
 * @example
 * ```ts example cloud
 * import { dispatchMany, waitUntilOnline } from "@alpha-engine/ssm-dispatcher";
 * import { EC2 } from "@aws-sdk/client-ec2";
 *
 * const machines = { ImageId: "ami-1", InstanceType: "c7i.large", MinCount: 2, MaxCount: 2 } as const;
 * const { Instances = [] } = await new EC2().runInstances(machines);
 * const instanceIds = Instances.map(({ InstanceId = "" }) => InstanceId);
 * await Promise.all(instanceIds.map((instanceId) => waitUntilOnline({ instanceId })));
 * const script = `[ $AWS_SSM_INSTANCE_ID = ${instanceIds[1]} ] && exit 5; true`;
 * const { results, exitCode } = await dispatchMany({ instanceIds, description: "both", script });
 * console.log(results.map(({ outcome }) => outcome), exitCode);
 * ```
 * ```text output
 * [ 'succeeded', 'failed' ] 5
 * ```
 */
export async function dispatchMany(options: DispatchManyOptions, effects: Effects = {}): Promise<ManyResult> {
  const { instanceIds } = options;
  if (instanceIds.length === 0 || new Set(instanceIds).size < instanceIds.length) {
    throw new SsmDispatcherError("SCRIPT_REFUSED", "expected instances, each of them once");
  }
  const order = orderOf({ ...options, onOutput: undefined });
  const sending = {
    order,
    options,
    fewAtOnce: pLimit(SENDS_AT_ONCE),
    effects: resolveEffects(effects, options),
  };
  const batches = Array.from({ length: Math.ceil(instanceIds.length / BATCH) }, (_, index) =>
    instanceIds.slice(index * BATCH, (index + 1) * BATCH),
  );
  const results = (await Promise.all(batches.map((batch) => runBatch(batch, sending)))).flat();
  return { results, exitCode: Math.max(...results.map(({ exitCode }) => exitCode)) };
}

async function runBatch(
  batch: readonly string[],
  { order, options, fewAtOnce, effects }: Sending,
): Promise<readonly DispatchResult[]> {
  const requestedAt = effects.date();
  const sentTo = sendTogether(batch, { order, options, fewAtOnce, effects });
  const watch = sharedWatch(batch, effects);
  const { mark, terms } = order;
  const { live, output, signal, onNotice, onOutput, onResult } = options;
  const runOn = async (instanceId: string): Promise<DispatchResult> => {
    const listeners = {
      onNotice,
      onOutput: (stream: StreamName, text: string): void => onOutput?.(instanceId, stream, text),
    };
    const ledger = openLedger(mark, listeners);
    const make = async (): Promise<DispatchResult> => {
      const sent = await sentTo(instanceId);
      if (sent.commandId === undefined) return concludeUnsent({ ...sent, instanceId, requestedAt }, ledger, effects);
      const own = { ...terms, commandId: sent.commandId, instanceId, mark, requestedAt, sideBySide: batch.length };
      return followToEnd({ ...own, live, output, signal, onNotice }, ledger, watch, effects);
    };
    const result = await writeDiagnostics({ ...options, instanceId }, make, effects);
    onResult?.(result);
    return result;
  };
  return Promise.all(batch.map(runOn));
}

/** Sends to all at once. One instance that SSM does not know makes it refuse all; then each is sent to by itself. */
function sendTogether(
  batch: readonly string[],
  { order, options, fewAtOnce, effects }: Sending,
): (instanceId: string) => Promise<Sent> {
  const together = fewAtOnce(() => send(order, batch, effects));
  together.then(
    ({ commandId }) => commandId !== undefined && options.onSent?.(commandId, batch),
    () => {},
  );
  return async (instanceId) => {
    const sent = await together;
    if (sent.commandId !== undefined || sent.isOneInvalid !== true) return sent;
    const alone = await fewAtOnce(() => send(order, [instanceId], effects));
    if (alone.commandId !== undefined) options.onSent?.(alone.commandId, [instanceId]);
    return alone;
  };
}
