import { DeployError } from "../errors.ts";
import { definitionText } from "./definition-text.ts";
import type { DeployTarget, ScheduleTarget, StateMachineTarget } from "./target.ts";

const ROLE = /^arn:(aws[\w-]*):iam::(\d{12}):role\/[\w+=,.@/-]+$/;
/** How an expression looks; EventBridge has the last word (AWS's guide to EventBridge, 2026-11). */
const EXPRESSION =
  /^(?:cron\((?:\S+ ){2}(?:\? \S+ [^\s?]+|[^\s?]+ \S+ \?) \S+\)|rate\((?:1 (?:minute|hour|day)|[1-9]\d* (?:minutes|hours|days))\))$/;
/** Of a target's input, in characters; of a rule's description (AWS's API reference, 2026-11). */
const LONGEST_INPUT = 8192;
const LONGEST_DESCRIPTION = 512;

/** Refuses what could not go well, before AWS is asked anything. */
export function checkTarget({ stateMachines, schedules = [] }: DeployTarget): void {
  unique("state machine", stateMachines);
  unique("schedule", schedules);
  for (const stateMachine of stateMachines) checkStateMachine(stateMachine);
  const names = stateMachines.map(({ name }) => name);
  for (const schedule of schedules) checkSchedule(schedule, names);
}

/** The ARN of a state machine, in the account and partition of its role. */
export function stateMachineArn({ name, roleArn }: StateMachineTarget, region: string): string {
  const [, partition = "", account = ""] = ROLE.exec(roleArn) ?? [];
  return `arn:${partition}:states:${region}:${account}:stateMachine:${name}`;
}

function checkStateMachine(target: StateMachineTarget): void {
  const { name, roleArn } = target;
  const of = `state machine ${JSON.stringify(name)}`;
  if (!/^[\w-]{1,80}$/.test(name)) throw bad(`${of}: a name is up to 80 letters, digits, - and _`);
  checkRole(of, roleArn);
  definitionText(target);
}

function checkSchedule(schedule: ScheduleTarget, names: readonly string[]): void {
  const { name, expression, stateMachine, input, roleArn, description = "" } = schedule;
  const of = `schedule ${JSON.stringify(name)}`;
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name)) throw bad(`${of}: a name is up to 64 of [.-_A-Za-z0-9]`);
  if (!EXPRESSION.test(expression)) {
    throw bad(
      `${of}: ${JSON.stringify(expression)} is not a schedule; expected six fields as in cron(0 9 ? * SAT *), with a ? for one of the two days, or rate(12 hours)`,
    );
  }
  if (!names.includes(stateMachine)) {
    throw bad(`${of}: no state machine ${JSON.stringify(stateMachine)}; expected one of ${names.join(", ")}`);
  }
  checkRole(of, roleArn);
  const { length } = JSON.stringify(input);
  if (length > LONGEST_INPUT)
    throw bad(`${of}: its input has ${length} characters; EventBridge takes ${LONGEST_INPUT}`);
  if (description.length > LONGEST_DESCRIPTION) {
    throw bad(`${of}: its description has ${description.length} characters; EventBridge takes ${LONGEST_DESCRIPTION}`);
  }
}

function checkRole(of: string, roleArn: string): void {
  if (ROLE.test(roleArn)) return;
  throw bad(`${of}: expected roleArn as arn:aws:iam::000000000000:role/NAME, got ${JSON.stringify(roleArn)}`);
}

function unique(kind: string, of: readonly { readonly name: string }[]): void {
  const names = of.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw bad(`${kind} ${JSON.stringify(twice)} is there twice`);
}

function bad(message: string): DeployError {
  return new DeployError("BAD_TARGET", message, { hint: "mend what is to be deployed; nothing was asked of AWS" });
}
