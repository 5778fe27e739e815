import { writeDiagnostics } from "../diagnostics/write-diagnostics.ts";
import { type Effects, resolveEffects, type ResolvedEffects } from "../effects.ts";
import { singleWatch } from "../follow/watch.ts";
import { openLedger, type OutputLedger } from "../output/ledger.ts";
import type { DispatchResult } from "../verdict/result.ts";
import { concludeUnsent } from "./conclude.ts";
import { followToEnd } from "./follow-to-end.ts";
import type { DispatchOptions } from "./options.ts";
import { type Order, orderOf } from "./order.ts";
import { send } from "./send.ts";

/** A guarded script that SSM calls undeliverable is sent again, up to so many sends in all. */
const SENDS = 3;

/**
 * Runs a script on an instance through SSM RunCommand and says truly how it ended: a script that fails, is lost or cannot
 * be sent for now is a result, never an error.
 *
 * @throws SsmDispatcherError `SCRIPT_REFUSED` for what SSM would not take, `CALL_FAILED` where asking on is pointless
 *
 * @example
 * ```ts example cloud
 * import { dispatch, waitUntilOnline } from "@alpha-engine/ssm-dispatcher";
 * import { EC2 } from "@aws-sdk/client-ec2";
 *
 * const machine = { ImageId: "ami-1", InstanceType: "c7i.large", MinCount: 1, MaxCount: 1 } as const;
 * const { Instances: [{ InstanceId: instanceId = "" } = {}] = [] } = await new EC2().runInstances(machine);
 * await waitUntilOnline({ instanceId });
 * const script = "echo sweeping $RUN_DATE; exit 3";
 * const environment = { RUN_DATE: "2026-01-31" };
 * const options = { instanceId, description: "sweep", script, environment, executionTimeout: "90m" } as const;
 * const { outcome, exitCode, stdout } = await dispatch(options);
 * console.log(outcome, exitCode, stdout.trim());
 * ```
 * ```text output
 * failed 3 sweeping 2026-01-31
 * ```
 */
export async function dispatch(options: DispatchOptions, effects: Effects = {}): Promise<DispatchResult> {
  const order = orderOf(options);
  const resolved = resolveEffects(effects, options);
  const ledger = openLedger(order.mark, options);
  for (let sends = 1; ; sends += 1) {
    // A send that follows another repeats what that one has printed: it is shown at its end, as far as it is new.
    const attempt = sends === 1 ? options : { ...options, live: false };
    const result = await writeDiagnostics(attempt, () => sendAndFollow(order, attempt, ledger, resolved), resolved);
    const mayAgain = order.mark !== undefined && sends < SENDS && options.signal?.aborted !== true;
    if (!mayAgain || result.outcome !== "unknown" || result.statusDetails !== "Undeliverable") return result;
    options.onNotice?.(`${result.evidence}; guarded by its key, it is sent again`);
  }
}

async function sendAndFollow(
  order: Order,
  { instanceId, onSent, live, output, onNotice, signal }: DispatchOptions,
  ledger: OutputLedger,
  effects: ResolvedEffects,
): Promise<DispatchResult> {
  const requestedAt = effects.date();
  const sent = await send(order, [instanceId], effects);
  if (sent.commandId === undefined) return concludeUnsent({ ...sent, instanceId, requestedAt }, ledger, effects);
  const { commandId } = sent;
  onSent?.(commandId);
  const { mark, terms } = order;
  const command = { ...terms, commandId, instanceId, mark, requestedAt, live, output, onNotice, signal };
  return followToEnd(command, ledger, singleWatch(effects), effects);
}
