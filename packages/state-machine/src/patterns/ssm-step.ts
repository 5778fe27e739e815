import type { State, States } from "@alpha-engine/definition";
import { type Duration, toSeconds } from "@alpha-engine/dialect";

import { describeFailure, advisoryPath, failureRoute } from "../step/failure-route.ts";
import { snakeCase } from "../step/snake-case.ts";
import type { Step } from "../step/step.ts";
import { isOneOf, skipGate } from "./skip-gate.ts";
import { sendCommand, type SsmCommand } from "./ssm-command.ts";

export interface SsmStepOptions extends SsmCommand {
  /** The state's name, e.g. `MorningEnrich`. */
  readonly name: string;
  /** The time between two polls. @default 60 */
  readonly pollInterval?: Duration | undefined;
  /** Booleans of the input, any of which skips the step; without one there is no gate. @default none */
  readonly skipFlags?: readonly string[] | undefined;
  /** Whether the run goes on when it fails; `announce` says so at the end. @default false */
  readonly advisory?: boolean | undefined;
  /** Where its results lie: `$.{key}_result`, `$.{key}_poll`. @default the name in snake case */
  readonly key?: string | undefined;
  /** Names of its states where they differ from the pattern. */
  readonly names?: Partial<Omit<SsmStepNames, "send">> | undefined;
  /** Ends that only the command's exit code tells apart: where each leads. @default 0 goes on, all others fail */
  readonly exits?: Readonly<Record<number, string>> | undefined;
}

interface SsmStepNames {
  readonly gate: string;
  readonly send: string;
  readonly poll: string;
  readonly status: string;
  readonly wait: string;
  readonly count: string;
  readonly error: string;
}

/** Every status in which the script may still be running; also `Delayed` and `Cancelling`. */
const IN_FLIGHT = ["InProgress", "Pending", "Delayed", "Cancelling"];

/** Right after the send the invocation is not registered yet; the SDK integration appends `Exception`, older logs show both. */
const NOT_REGISTERED = ["Ssm.InvocationDoesNotExistException", "Ssm.InvocationDoesNotExist"];
/** A poll may be repeated whatever happened to it: it changes nothing. A throttle has no name of its own: SsmException. */
const TRANSIENT = [
  "Ssm.SsmException",
  "Ssm.ThrottlingException",
  "Ssm.SdkClientException",
  "Ssm.InternalServerErrorException",
  "States.Timeout",
];
const RETRY_POLL = [
  { ErrorEquals: NOT_REGISTERED, IntervalSeconds: 5, MaxAttempts: 10, BackoffRate: 1.5, MaxDelaySeconds: 30 },
  {
    ErrorEquals: TRANSIENT,
    IntervalSeconds: 10,
    MaxAttempts: 8,
    BackoffRate: 2,
    MaxDelaySeconds: 120,
    JitterStrategy: "FULL",
  },
];
/** What the polls may take beyond the command's own time before they are given up. */
const POLL_GRACE_SECONDS = 300;

/**
 * Gate → send → poll → status → wait → count → extract-error: one command on a box, followed to its end.
 *
 * @example
 * ```ts example
 * import { sh, ssmStep } from "@alpha-engine/state-machine";
 *
 * const step = ssmStep({ name: "Sweep", slug: "sweep", command: sh`sweep`, budget: "2h" });
 * console.log(Object.keys(step.render({ next: "Next", onFailure: "HandleFailure", degraded: [] })));
 * ```
 * ```text output
 * [
 *   'Sweep',
 *   'WaitForSweep',
 *   'CheckSweepStatus',
 *   'SweepWait',
 *   'CountSweepPolls',
 *   'ExtractSweepError'
 * ]
 * ```
 */
export function ssmStep(options: SsmStepOptions): Step {
  const { name, skipFlags = [], advisory = false, key = snakeCase(name), exits = {} } = options;
  const pollSeconds = toSeconds(options.pollInterval ?? 60, "pollInterval");
  const names = namesOf(options);
  const send = sendCommand(name, options);
  const polls = Math.ceil((send.longest + POLL_GRACE_SECONDS) / pollSeconds);
  const instance = `${options.on ?? "$.ec2_instance_id"}[0]`;
  const [result, poll] = [`$.${key}_result`, `$.${key}_poll`];
  const Status = `${poll}.Status`;
  return {
    entry: skipFlags.length === 0 ? names.send : names.gate,
    longest: send.longest + POLL_GRACE_SECONDS,
    advisories: advisory ? [advisoryPath(name)] : [],
    render(wiring): States {
      const route = failureRoute(name, advisory, wiring);
      const done = isOneOf(Status, ["Success"]);
      const gate = skipGate({ flags: skipFlags, run: names.send, skipTo: wiring.next, done });
      return {
        ...(skipFlags.length === 0 ? {} : { [names.gate]: gate }),
        // No Retry: when the answer to a send is lost the command may be running, and a second send would run it twice.
        [names.send]: {
          ...send.state,
          ResultSelector: { Command: { "CommandId.$": "$.Command.CommandId" }, polls: 0 },
          ResultPath: result,
          Catch: route.Catch,
          Next: names.poll,
        },
        [names.poll]: {
          Type: "Task",
          Resource: "arn:aws:states:::aws-sdk:ssm:getCommandInvocation",
          Parameters: { "CommandId.$": `${result}.Command.CommandId`, "InstanceId.$": instance },
          TimeoutSeconds: 60,
          // The output stays out of the state: ten of them would pass the payload limit, which no Catch takes.
          ResultSelector: {
            "Status.$": "$.Status",
            "StatusDetails.$": "$.StatusDetails",
            "ResponseCode.$": "$.ResponseCode",
            "CommandId.$": "$.CommandId",
          },
          ResultPath: poll,
          Retry: RETRY_POLL,
          Catch: route.Catch,
          Next: names.status,
        },
        [names.status]: {
          Type: "Choice",
          Choices: [
            { Variable: Status, StringEquals: "Success", Next: wiring.next },
            ...Object.entries(exits).map(([code, Next]) => ({
              And: [
                { Variable: Status, StringEquals: "Failed" },
                { Variable: `${poll}.ResponseCode`, NumericEquals: Number(code) },
              ],
              Next,
            })),
            { Variable: `${result}.polls`, NumericGreaterThanEquals: polls, Next: names.error },
            ...IN_FLIGHT.map((status) => ({ Variable: Status, StringEquals: status, Next: names.wait })),
          ],
          Default: names.error,
        },
        [names.wait]: { Type: "Wait", Seconds: pollSeconds, Next: names.count },
        [names.count]: countOnePoll(result, names.poll),
        [names.error]: describeFailure(
          {
            phase: name,
            source: `${names.status}.Default`,
            "exitCode.$": `${poll}.ResponseCode`,
            "polls.$": `${result}.polls`,
            "poll.$": poll,
          },
          route,
        ),
      };
    },
  };
}

function countOnePoll(result: string, Next: string): State {
  return {
    Type: "Pass",
    Parameters: { "Command.$": `${result}.Command`, "polls.$": `States.MathAdd(${result}.polls,1)` },
    ResultPath: result,
    Next,
  };
}

function namesOf({ name, names = {} }: SsmStepOptions): SsmStepNames {
  return {
    gate: `CheckSkip${name}`,
    send: name,
    poll: `WaitFor${name}`,
    status: `Check${name}Status`,
    wait: `${name}Wait`,
    count: `Count${name}Polls`,
    error: `Extract${name}Error`,
    ...names,
  };
}
