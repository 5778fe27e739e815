import { backOff, explainFailure } from "@alpha-engine/aws-calls";
import { type Duration, toSeconds } from "@alpha-engine/dialect";
import { DescribeInstanceInformationCommand } from "@aws-sdk/client-ssm";

import { type CallOptions, type Effects, resolveEffects, type ResolvedEffects } from "../effects.ts";
import { callFailed, SsmDispatcherError } from "../errors.ts";
import { pollDelay } from "../poll-delay.ts";
import { instanceLiveness } from "./liveness.ts";

/** Which instance is waited for, and how long. */
export interface WaitOptions extends CallOptions {
  readonly instanceId: string;
  /** Gives up after. @default "3m" */
  readonly timeout?: Duration | undefined;
  /** Ends the waiting, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits until the instance's agent answers SSM. Ends early, with `INSTANCE_LOST`, when EC2 says that the instance is gone.
 *
 * @throws SsmDispatcherError `NEVER_ONLINE`, `INSTANCE_LOST`, `CALL_FAILED`
 *
 * @example
 * ```ts example cloud
 * import { waitUntilOnline } from "@alpha-engine/ssm-dispatcher";
 *
 * const waiting = waitUntilOnline({ instanceId: "i-0123456789abcdef0", timeout: "500ms" });
 * console.log(await waiting.catch((error) => error.code));
 * ```
 * ```text output
 * NEVER_ONLINE
 * ```
 */
export async function waitUntilOnline(options: WaitOptions, effects: Effects = {}): Promise<void> {
  const { instanceId, signal } = options;
  const timeout = toSeconds(options.timeout ?? 180, "timeout");
  const resolved = resolveEffects(effects, options);
  const startedAt = resolved.now();
  for (let refusals = 0; ;) {
    signal?.throwIfAborted();
    try {
      if (await isOnline(instanceId, resolved)) return;
      refusals = 0;
    } catch (error) {
      if (!explainFailure(error).isRetryable) throw callFailed("ssm:DescribeInstanceInformation", error);
      refusals += 1;
    }
    if (refusals === 0 && (await instanceLiveness(instanceId, resolved)).state === "dead") {
      throw new SsmDispatcherError("INSTANCE_LOST", `${instanceId} went away before its agent came online`);
    }
    const elapsed = resolved.now() - startedAt;
    if (elapsed > timeout * 1000) {
      throw new SsmDispatcherError("NEVER_ONLINE", `${instanceId} did not come online within ${timeout} s`, {
        hint: "check that its image runs the SSM agent and that its instance profile allows AmazonSSMManagedInstanceCore",
      });
    }
    const { random } = resolved;
    await resolved.sleep(refusals > 0 ? backOff(refusals - 1, {}, random) : pollDelay(elapsed, random), signal);
  }
}

async function isOnline(instanceId: string, { ssm, bounded }: ResolvedEffects): Promise<boolean> {
  const Filters = [{ Key: "InstanceIds", Values: [instanceId] }];
  const request = new DescribeInstanceInformationCommand({ Filters });
  const { InstanceInformationList = [] } = await (await ssm()).send(request, bounded());
  return InstanceInformationList.some((one) => one.InstanceId === instanceId && one.PingStatus === "Online");
}
