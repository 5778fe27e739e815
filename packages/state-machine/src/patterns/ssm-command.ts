import type { State } from "@alpha-engine/definition";
import { type Duration, toSeconds } from "@alpha-engine/dialect";

import { StateMachineError } from "../errors.ts";
import { commandsField } from "../shell-text/field.ts";
import { input, type InputValue, sh, type ShellLine } from "../shell-text/shell.ts";

/** One command on a box. */
export interface SsmCommand {
  /** Names the log: `/var/log/{slug}.log` and its folder in the bucket. */
  readonly slug: string;
  /** What runs inside log-capture, e.g. `` sh`data-weekly --phase1-only` ``. */
  readonly command: ShellLine;
  /** How long the command may run (SSM's executionTimeout). */
  readonly budget: Duration;
  /** What happens within the budget, by name; the sum must leave room. @default nothing is known of it */
  readonly within?: Readonly<Record<string, Duration>> | undefined;
  /** How long SSM may take to deliver; an agent that is away is known by then. @default 600 */
  readonly deliveryTimeout?: Duration | undefined;
  /** Path of the list whose only instance takes the command. @default $.ec2_instance_id */
  readonly on?: string | undefined;
  /** Exported before the work, beside HOME, the region, RUN_DATE and the execution's name. */
  readonly environment?: Readonly<Record<string, string | InputValue>> | undefined;
  /** @default us-east-1 */
  readonly region?: string | undefined;
}

export interface SendCommand {
  /** A Task without its edges and its result. */
  readonly state: State;
  /** Until SSM has certainly ended the command, in seconds. */
  readonly longest: number;
}

/** Of AWS-RunShellScript: the agent silently takes 3600 for anything outside (ValidateExecutionTimeout in its source, 2026-11). */
const EXECUTION = { least: 5, most: 172_800 } as const;
const DELIVERY = { least: 30, most: 2_592_000 } as const;
/** What a command needs besides the things within it. */
const ROOM_SECONDS = 60;
/** The call, not the command: it answers within a second. */
const SEND_SECONDS = 60;

/** The Task that sends; with `lines` before and after the work. */
export function sendCommand(
  name: string,
  command: SsmCommand,
  around: (work: ShellLine) => readonly ShellLine[] = (work) => [work],
): SendCommand {
  const { slug, on = "$.ec2_instance_id" } = command;
  const budget = toSeconds(command.budget, "budget");
  const delivery = deliverySeconds(command);
  checkTimes(name, command, { budget, delivery });
  const state = {
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
    Parameters: {
      DocumentName: "AWS-RunShellScript",
      Comment: `${slug}: dispatched by Step Functions`,
      // One, and the one that is polled.
      "InstanceIds.$": `States.Array(${on}[0])`,
      TimeoutSeconds: delivery,
      Parameters: { ...commandsField(script(command, around)), executionTimeout: [String(budget)] },
    },
    TimeoutSeconds: SEND_SECONDS,
  };
  return { state, longest: SEND_SECONDS + delivery + budget };
}

/** SSM gives a script neither HOME nor the box's settings; `source` alone would not export them. */
function script(
  { slug, command, environment = {}, region = "us-east-1" }: SsmCommand,
  around: (work: ShellLine) => readonly ShellLine[],
): readonly ShellLine[] {
  const capture = sh`log-capture run --slug ${slug} --log /var/log/${slug}.log -- `;
  return [
    sh`set -eo pipefail`,
    sh`export HOME=/home/ec2-user AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`,
    ...Object.entries(environment).map(([key, value]) => sh`export ${key}=${value}`),
    sh`set -a && source /home/ec2-user/.alpha-engine.env && set +a`,
    sh`export RUN_DATE=${input("$.run_date")}`,
    sh`export EXECUTION_NAME=${input("$$.Execution.Name")}`,
    ...around({ parts: [...capture.parts, ...command.parts] }),
  ];
}

/** How long SSM may take to deliver. */
export function deliverySeconds({ deliveryTimeout = 600 }: Pick<SsmCommand, "deliveryTimeout">): number {
  return toSeconds(deliveryTimeout, "deliveryTimeout");
}

function checkTimes(
  name: string,
  { within = {} }: SsmCommand,
  { budget, delivery }: { readonly budget: number; readonly delivery: number },
): void {
  checkRange(name, "budget", budget, EXECUTION);
  checkRange(name, "deliveryTimeout", delivery, DELIVERY);
  const parts = Object.entries(within).map(([what, time]) => [what, toSeconds(time, what)] as const);
  const inner = parts.reduce((sum, [, seconds]) => sum + seconds, ROOM_SECONDS);
  if (parts.length > 0 && inner > budget) {
    throw new StateMachineError(
      "TIMEOUTS_DO_NOT_NEST",
      `${name} has a budget of ${budget} s, and what is within it needs ${inner} s (${parts.map((part) => part.join(" ")).join(", ")}, room ${ROOM_SECONDS})`,
      { hint: `raise the budget to ${inner} or more, or shorten what is within it` },
    );
  }
}

function checkRange(
  name: string,
  what: string,
  seconds: number,
  { least, most }: { readonly least: number; readonly most: number },
): void {
  if (Number.isInteger(seconds) && seconds >= least && seconds <= most) return;
  throw new StateMachineError(
    "TIMEOUTS_DO_NOT_NEST",
    `the ${what} of ${name} is ${seconds} s; SSM takes whole seconds from ${least} to ${most}`,
    { hint: "choose a time in that range, or split the command over several steps" },
  );
}
