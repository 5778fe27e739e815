import type { EventBridge } from "@aws-sdk/client-eventbridge";
import type { SFN } from "@aws-sdk/client-sfn";

import { ask } from "../aws/ask.ts";
import { type DeployEffects, eventBridgeClient, sfnClient } from "../aws/clients.ts";
import { checkTarget, stateMachineArn } from "./check-target.ts";
import { planSchedule, type SchedulePlan } from "./plan-schedule.ts";
import { planStateMachine, type StateMachinePlan } from "./plan-state-machine.ts";
import type { DeployTarget } from "./target.ts";

/** What a deployment would do; nothing of it is done. */
export interface DeployPlan {
  readonly stateMachines: readonly StateMachinePlan[];
  readonly schedules: readonly SchedulePlan[];
}

/** The calls that a plan needs, with both clients at hand. */
export interface Clients {
  readonly sfn: SFN;
  readonly eventBridge: EventBridge;
}

/**
 * Looks at what is there, has every definition validated by AWS, and says what would change. Writes nothing.
 * @throws {OperationError} where the target contradicts itself, or AWS does not answer.
 */
export async function planDeploy(
  target: DeployTarget,
  effects: Pick<DeployEffects, "sfn" | "eventBridge" | "region"> = {},
): Promise<DeployPlan> {
  checkTarget(target);
  const [sfn, eventBridge] = await Promise.all([sfnClient(effects), eventBridgeClient(effects)]);
  return await planWith(target, { sfn, eventBridge });
}

/** One after the other: a burst of calls is what AWS throttles. */
export async function planWith(target: DeployTarget, { sfn, eventBridge }: Clients): Promise<DeployPlan> {
  const region = await ask("the region of the client", () => sfn.config.region());
  const arns = new Map(target.stateMachines.map((each) => [each.name, stateMachineArn(each, region)]));
  const stateMachines: StateMachinePlan[] = [];
  for (const each of target.stateMachines) {
    stateMachines.push(await planStateMachine(sfn, each, arns.get(each.name) ?? ""));
  }
  const schedules: SchedulePlan[] = [];
  for (const each of target.schedules ?? []) {
    schedules.push(await planSchedule(eventBridge, each, arns.get(each.stateMachine) ?? ""));
  }
  return { stateMachines, schedules };
}

/** Whether a deployment would write anything. */
export function hasChanges({ stateMachines, schedules }: DeployPlan): boolean {
  return [...stateMachines, ...schedules].some(({ action }) => action !== "unchanged");
}
