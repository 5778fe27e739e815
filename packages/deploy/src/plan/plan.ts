import { Account, type AccountOptions, type DeployEffects } from "../account/account.ts";
import { checkTarget, stateMachineArn } from "./check-target.ts";
import { planSchedule, type SchedulePlan } from "./plan-schedule.ts";
import { planStateMachine, type StateMachinePlan } from "./plan-state-machine.ts";
import type { DeployTarget } from "./target.ts";

/** What a deployment would do; nothing of it is done. */
export interface DeployPlan {
  readonly stateMachines: readonly StateMachinePlan[];
  readonly schedules: readonly SchedulePlan[];
}

/**
 * Looks at what is there, has every definition validated by AWS, and says what would change. Writes nothing.
 * @throws {DeployError} where the target contradicts itself, or AWS does not answer.
 *
 * @example
 * ```ts example cloud
 * import { planDeploy } from "@alpha-engine/deploy";
 *
 * const target = {
 *   stateMachines: [
 *     {
 *       name: "planned",
 *       definition: { StartAt: "Done", States: { Done: { Type: "Succeed" } } },
 *       roleArn: "arn:aws:iam::000000000000:role/state-machines",
 *     },
 *   ],
 * };
 * const { stateMachines } = await planDeploy(target);
 * console.log(stateMachines.map(({ name, action }) => `${name}: ${action}`));
 * ```
 * ```text output
 * [ 'planned: create' ]
 * ```
 */
export async function planDeploy(
  target: DeployTarget,
  options: AccountOptions = {},
  effects: DeployEffects = {},
): Promise<DeployPlan> {
  checkTarget(target);
  return await planIn(new Account(options, effects), target);
}

/** One after the other: a burst of calls is what AWS throttles. */
export async function planIn(account: Account, target: DeployTarget): Promise<DeployPlan> {
  const region = await account.region();
  const arns = new Map(target.stateMachines.map((each) => [each.name, stateMachineArn(each, region)]));
  const stateMachines: StateMachinePlan[] = [];
  for (const each of target.stateMachines) {
    stateMachines.push(await planStateMachine(account, each, arns.get(each.name) ?? ""));
  }
  const schedules: SchedulePlan[] = [];
  for (const each of target.schedules ?? []) {
    schedules.push(await planSchedule(account, each, arns.get(each.stateMachine) ?? ""));
  }
  return { stateMachines, schedules };
}

/** Whether a deployment would write anything. */
export function hasChanges({ stateMachines, schedules }: DeployPlan): boolean {
  return [...stateMachines, ...schedules].some(({ action }) => action !== "unchanged");
}
