import { DescribeInstanceInformationCommand } from "@aws-sdk/client-ssm";

import { type Effects, resolveEffects } from "../effects.ts";
import { DispatchError } from "../errors.ts";
import { backOff, pollDelay } from "../pace/poll-delay.ts";
import { isTransient } from "../refusals.ts";
import { instanceLiveness } from "./liveness.ts";

/** Waits until the instance's agent answers SSM. Ends early, with INSTANCE_LOST, when EC2 says that the instance is gone. */
export async function waitUntilOnline(
  options: {
    readonly instanceId: string;
    /** In seconds. @default 180 */ readonly timeout?: number;
    readonly signal?: AbortSignal | undefined;
  },
  effects: Effects = {},
): Promise<void> {
  const { instanceId, timeout = 180 } = options;
  const resolved = await resolveEffects(effects);
  const startedAt = resolved.now();
  const Filters = [{ Key: "InstanceIds", Values: [instanceId] }];
  for (let refusals = 0; ;) {
    options.signal?.throwIfAborted();
    try {
      const answer = await resolved.ssm.send(new DescribeInstanceInformationCommand({ Filters }), resolved.bounded());
      if (answer.InstanceInformationList?.some((one) => one.InstanceId === instanceId && one.PingStatus === "Online"))
        return;
      refusals = 0;
      if ((await instanceLiveness(instanceId, resolved)).state === "dead") {
        throw new DispatchError("INSTANCE_LOST", `${instanceId} went away before its agent came online`);
      }
    } catch (error) {
      if (error instanceof DispatchError || !isTransient(error)) throw error;
      refusals += 1;
    }
    const elapsed = resolved.now() - startedAt;
    if (elapsed > timeout * 1000) {
      throw new DispatchError("NEVER_ONLINE", `${instanceId} did not come online within ${timeout} s`, {
        hint: "check that its image runs the SSM agent and that its instance profile allows AmazonSSMManagedInstanceCore",
      });
    }
    const pause = refusals > 0 ? backOff(refusals, resolved.random) : pollDelay(elapsed, resolved.random);
    await resolved.sleep(pause, options.signal);
  }
}
