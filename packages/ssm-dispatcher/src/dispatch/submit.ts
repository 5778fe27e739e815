import { type Effects, resolveEffects } from "../effects.ts";
import { openLedger } from "../output/ledger.ts";
import type { DispatchResult } from "../verdict/result.ts";
import { concludeUnsent } from "./conclude.ts";
import type { DispatchOptions } from "./options.ts";
import { orderOf } from "./order.ts";
import { send } from "./send.ts";

/**
 * Sends a script and leaves it running, to be attached to. The result, with its verdict, where it was not accepted.
 *
 * @throws SsmDispatcherError as `dispatch` does
 *
 * @example
 * ```ts example cloud
 * import { submit, waitUntilOnline } from "@alpha-engine/ssm-dispatcher";
 * import { EC2 } from "@aws-sdk/client-ec2";
 *
 * const machine = { ImageId: "ami-1", InstanceType: "c7i.large", MinCount: 1, MaxCount: 1 } as const;
 * const { Instances: [{ InstanceId: instanceId = "" } = {}] = [] } = await new EC2().runInstances(machine);
 * await waitUntilOnline({ instanceId });
 * const { commandId } = await submit({ instanceId, description: "sweep", script: "sleep 1000" });
 * console.log(typeof commandId);
 * ```
 * ```text output
 * string
 * ```
 */
export async function submit(
  options: DispatchOptions,
  effects: Effects = {},
): Promise<{ readonly commandId: string } | DispatchResult> {
  const order = orderOf(options);
  const resolved = resolveEffects(effects, options);
  const requestedAt = resolved.date();
  const { instanceId } = options;
  const sent = await send(order, [instanceId], resolved);
  if (sent.commandId !== undefined) return { commandId: sent.commandId };
  return concludeUnsent({ ...sent, instanceId, requestedAt }, openLedger(order.mark, options), resolved);
}
