import { Account, type AccountOptions, type DeployEffects } from "../account/account.ts";
import { DeployError } from "../errors.ts";
import { describe } from "./plan-state-machine.ts";

/** A state machine as it is deployed. */
export interface DeployedStateMachine {
  readonly name: string;
  /** As AWS has it. */
  readonly definition: string;
  readonly type: "STANDARD" | "EXPRESS";
}

/**
 * What a state machine is in AWS, by its ARN or that of a version or an alias. Only asks.
 * @throws {DeployError} `NO_SUCH_STATE_MACHINE`, or why AWS does not answer.
 *
 * @example
 * ```ts example cloud
 * import { deploy, deployedStateMachine } from "@alpha-engine/deploy";
 *
 * const definition = { StartAt: "Rest", States: { Rest: { Type: "Wait", Seconds: 60, End: true } } };
 * const roleArn = "arn:aws:iam::000000000000:role/state-machines";
 * const { plan } = await deploy({ stateMachines: [{ name: "looked-at", definition, roleArn }] }, { commit: "0123456" });
 * const { name, type, definition: text } = await deployedStateMachine(plan.stateMachines[0]?.arn ?? "");
 * console.log(name, type, JSON.parse(text).StartAt);
 * ```
 * ```text output
 * looked-at STANDARD Rest
 * ```
 */
export async function deployedStateMachine(
  arn: string,
  options: AccountOptions = {},
  effects: DeployEffects = {},
): Promise<DeployedStateMachine> {
  const region = arn.split(":")[3];
  const found = await describe(new Account({ ...(region === undefined ? {} : { region }), ...options }, effects), arn);
  if (found?.definition === undefined)
    throw new DeployError("NO_SUCH_STATE_MACHINE", `there is no state machine ${arn}`, {
      hint: "take the ARN from aws stepfunctions list-state-machines",
    });
  const { name = arn, definition, type = "STANDARD" } = found;
  return { name, definition, type };
}
