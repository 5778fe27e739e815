import { requiredString } from "../../wire/input.ts";
import type { Input } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import type { Activity, Alias, Execution, StateMachine, Store, Version } from "./store.ts";

/** The state machine that `stateMachineArn` names. */
export function findStateMachine(store: Store, input: Input): StateMachine {
  const arn = stateMachineArn(input);
  const found = store.stateMachines.get(arn);
  if (found === undefined) throw noSuchStateMachine(arn);
  return found;
}

export function stateMachineArn(input: Input): string {
  return namedArn(input, "stateMachineArn", "stateMachine");
}

/** What `stateMachineArn` names: a state machine, one of its versions or one of its aliases. */
export function findQualified(
  store: Store,
  input: Input,
): { readonly stateMachine: StateMachine; readonly version?: Version; readonly alias?: Alias } {
  const arn = stateMachineArn(input);
  const stateMachine = store.stateMachines.get(unqualified(arn));
  if (stateMachine === undefined) throw noSuchStateMachine(arn);
  if (stateMachine.arn === arn) return { stateMachine };
  const version = store.versions.get(arn);
  const alias = store.aliases.get(arn);
  if (version !== undefined) return { stateMachine, version };
  if (alias !== undefined) return { stateMachine, alias };
  throw noSuchStateMachine(arn);
}

/** The ARN of the state machine that an ARN of a version or alias belongs to. */
export function unqualified(arn: string): string {
  return arn.split(":").slice(0, 7).join(":");
}

/** The execution that `executionArn` names. */
export function findExecution(store: Store, input: Input): Execution {
  const arn = namedArn(input, "executionArn", "execution");
  const found = store.executions.get(arn) ?? store.children.get(arn);
  if (found === undefined) throw new ServiceError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
  return found;
}

/** The activity that `activityArn` names. */
export function findActivity(store: Store, input: Input): Activity {
  const arn = namedArn(input, "activityArn", "activity");
  const found = store.activities.get(arn);
  if (found === undefined) throw new ServiceError("ActivityDoesNotExist", `Activity Does Not Exist: '${arn}'`);
  return found;
}

/** Letters, digits and most signs. [documentation: StartExecution, 2026-11; LocalStack's recordings of AWS, test_sfn_api_activities, 2024] */
export function checkName(name: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  if (/[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/.test(name)) {
    throw new ServiceError("InvalidName", `Invalid Name: '${name}'`);
  }
  return name;
}

/** A time on the wire: epoch seconds. */
export function epochSeconds(milliseconds: number): number {
  return milliseconds / 1000;
}

/** The ARN in a request, of one kind. [LocalStack's recordings of AWS, test_sfn_api, 2025; of too few parts: inference] */
export function namedArn(input: Input, member: string, kind: string): string {
  const arn = requiredString(input, member);
  const [scheme, , service, , , resource, ...rest] = arn.split(":");
  if (scheme !== "arn") throw new ServiceError("InvalidArn", `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  if (service !== "states" || resource !== kind) {
    throw new ServiceError("InvalidArn", `Invalid Arn: 'Resource type not valid in this context: ${resource ?? arn}'`);
  }
  if (rest.length === 0 || rest[0] === "") throw new ServiceError("InvalidArn", `Invalid Arn: '${arn}'`);
  return arn;
}

function noSuchStateMachine(arn: string): ServiceError {
  return new ServiceError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
}
