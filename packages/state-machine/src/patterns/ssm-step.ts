import { commandsField } from "../commands/field.ts";
import { sh, type ShellLine } from "../commands/shell.ts";
import { skipGate } from "./skip-gate.ts";
import type { States, Step } from "./step.ts";

export interface SsmStepOptions {
  /** The state's name, e.g. `MorningEnrich`. */
  readonly name: string;
  /** Names the log: `/var/log/{slug}.log` and its folder in the bucket. */
  readonly slug: string;
  /** What runs inside log-capture, e.g. `` sh`data-weekly --phase1-only` ``. */
  readonly command: ShellLine;
  /** How long the command may run, in seconds (SSM's executionTimeout). */
  readonly budget: number;
  /** Seconds between polls. @default 60 */
  readonly pollSeconds?: number | undefined;
  /** How long SSM may take to deliver, in seconds; an agent that is away is known by then. @default 600 */
  readonly deliveryTimeout?: number | undefined;
  /** The boolean of the input that skips the step. */
  readonly skipFlag: string;
  /** Where the gate leads when it skips. @default the next step */
  readonly skipTo?: string | undefined;
  /** The middle of the other names where it differs: `Predictor` for `CheckPredictorStatus`. @default name */
  readonly stem?: string | undefined;
}

/** Every status in which the script may still be running; `Delayed` and `Cancelling` are no ends. */
const IN_FLIGHT = ["InProgress", "Pending", "Delayed", "Cancelling"];

/** Right after the send the invocation is not registered yet; the SDK integration appends `Exception`, older logs show both. */
const NOT_REGISTERED = ["Ssm.InvocationDoesNotExistException", "Ssm.InvocationDoesNotExist"];
/** A poll may be repeated whatever happened to it: it changes nothing. */
const TRANSIENT = ["Ssm.SsmException", "Ssm.SdkClientException", "Ssm.InternalServerErrorException", "States.Timeout"];

/** Gate → send → poll → status → wait → extract-error: one command on the dispatcher box, followed to its end. */
export function ssmStep(options: SsmStepOptions): Step {
  const { name, stem = name, slug, skipFlag } = options;
  const snake = snakeCase(stem);
  const names = {
    gate: `CheckSkip${name}`,
    send: name,
    poll: `WaitFor${name}`,
    status: `Check${stem}Status`,
    wait: `${stem}Wait`,
    error: `Extract${stem}Error`,
  };
  return {
    entry: names.gate,
    render({ next, onFailure }): States {
      const Catch = [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: onFailure }];
      return {
        [names.gate]: skipGate({ flag: skipFlag, run: names.send, skipTo: options.skipTo ?? next }),
        // No Retry: when the answer to a send is lost the command may be running, and a second send would run it twice.
        [names.send]: {
          Type: "Task",
          Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
          Parameters: {
            DocumentName: "AWS-RunShellScript",
            Comment: `${slug}: dispatched by Step Functions`,
            "InstanceIds.$": "$.ec2_instance_id",
            TimeoutSeconds: options.deliveryTimeout ?? 600,
            Parameters: { ...commandsField(script(slug, options.command)), executionTimeout: [String(options.budget)] },
          },
          TimeoutSeconds: 60,
          ResultSelector: { Command: { "CommandId.$": "$.Command.CommandId" } },
          ResultPath: `$.${snake}_result`,
          Catch,
          Next: names.poll,
        },
        [names.poll]: {
          Type: "Task",
          Resource: "arn:aws:states:::aws-sdk:ssm:getCommandInvocation",
          Parameters: {
            "CommandId.$": `$.${snake}_result.Command.CommandId`,
            "InstanceId.$": "$.ec2_instance_id[0]",
          },
          TimeoutSeconds: 60,
          // The output stays out of the state: ten of them would pass the payload limit, which no Catch takes.
          ResultSelector: {
            "Status.$": "$.Status",
            "StatusDetails.$": "$.StatusDetails",
            "ResponseCode.$": "$.ResponseCode",
            "CommandId.$": "$.CommandId",
          },
          ResultPath: `$.${snake}_poll`,
          Retry: [
            { ErrorEquals: NOT_REGISTERED, IntervalSeconds: 5, MaxAttempts: 10, BackoffRate: 1.5, MaxDelaySeconds: 30 },
            {
              ErrorEquals: TRANSIENT,
              IntervalSeconds: 10,
              MaxAttempts: 8,
              BackoffRate: 2,
              MaxDelaySeconds: 120,
              JitterStrategy: "FULL",
            },
          ],
          Catch,
          Next: names.status,
        },
        [names.status]: {
          Type: "Choice",
          Choices: [
            { Variable: `$.${snake}_poll.Status`, StringEquals: "Success", Next: next },
            ...IN_FLIGHT.map((status) => ({
              Variable: `$.${snake}_poll.Status`,
              StringEquals: status,
              Next: names.wait,
            })),
          ],
          Default: names.error,
        },
        [names.wait]: { Type: "Wait", Seconds: options.pollSeconds ?? 60, Next: names.poll },
        [names.error]: {
          Type: "Pass",
          Parameters: {
            phase: name,
            source: `${names.status}.Default`,
            "exitCode.$": `$.${snake}_poll.ResponseCode`,
            "poll.$": `$.${snake}_poll`,
          },
          ResultPath: "$.error",
          Next: onFailure,
        },
      };
    },
  };
}

/** SSM gives a script neither HOME nor the box's settings; `source` alone would not export them. */
function script(slug: string, { parts }: ShellLine): readonly ShellLine[] {
  const capture = sh`log-capture run --slug ${slug} --log /var/log/${slug}.log -- `;
  return [
    sh`set -eo pipefail`,
    sh`export HOME=/home/ec2-user`,
    sh`set -a && source /home/ec2-user/.alpha-engine.env && set +a`,
    sh`export RUN_DATE=${{ path: "$.run_date", as: "word" }}`,
    { parts: [...capture.parts, ...parts] },
  ];
}

/** `RAGIngestion` → `rag_ingestion`, `MorningEnrich` → `morning_enrich`. */
function snakeCase(name: string): string {
  return name
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase();
}
