import type { State, States } from "@alpha-engine/definition";
import { type Duration, toSeconds } from "@alpha-engine/dialect";

import { failureRoute } from "../step/failure-route.ts";
import type { Step } from "../step/step.ts";

const CALL = {
  TimeoutSeconds: 60,
  Retry: [
    { ErrorEquals: ["States.TaskFailed", "States.Timeout"], IntervalSeconds: 30, MaxAttempts: 2, BackoffRate: 1 },
  ],
};
const CALL_SECONDS = 3 * 60 + 2 * 30;

/** Which box is started, and how long its agent is waited for. */
export interface StartInstanceOptions {
  /** The state that starts it, e.g. `StartExecutorEC2`. */
  readonly name: string;
  /** Path of the list with its id. */
  readonly on: string;
  /** The time between two looks. @default 15 */
  readonly pollInterval?: Duration | undefined;
  /** Looks until it is given up. @default 40 */
  readonly looks?: number | undefined;
}

/**
 * Start → wait → describe → ready: a box on which an agent answers. One that runs already is left as it is.
 *
 * @example
 * ```ts example
 * import { startInstance } from "@alpha-engine/state-machine";
 *
 * const step = startInstance({ name: "StartBox", on: "$.ec2_instance_id", pollInterval: "15s" });
 * console.log(Object.keys(step.render({ next: "Next", onFailure: "HandleFailure", degraded: [] })));
 * ```
 * ```text output
 * [
 *   'StartBox',
 *   'WaitForInstanceReady',
 *   'InitSSMPollCounter',
 *   'DescribeInstanceInfo',
 *   'SSMReadyChoice',
 *   'WaitSSMPoll',
 *   'IncrementSSMPoll',
 *   'ExtractInstanceNotReadyError'
 * ]
 * ```
 */
export function startInstance({ name, on, pollInterval = 15, looks = 40 }: StartInstanceOptions): Step {
  const pollSeconds = toSeconds(pollInterval, "pollInterval");
  return {
    entry: name,
    longest: CALL_SECONDS + pollSeconds + looks * (pollSeconds + 15),
    render(wiring): States {
      const { Catch, next, resultPath } = failureRoute(name, false, wiring);
      return {
        [name]: {
          Type: "Task",
          Resource: "arn:aws:states:::aws-sdk:ec2:startInstances",
          Parameters: { "InstanceIds.$": on },
          ...CALL,
          ResultPath: null,
          Catch,
          Next: "WaitForInstanceReady",
        },
        WaitForInstanceReady: { Type: "Wait", Seconds: pollSeconds, Next: "InitSSMPollCounter" },
        InitSSMPollCounter: {
          Type: "Pass",
          Result: { attempts: 0 },
          ResultPath: "$.ssm_poll",
          Next: "DescribeInstanceInfo",
        },
        DescribeInstanceInfo: describeInstance(on, Catch),
        SSMReadyChoice: {
          Type: "Choice",
          Choices: [
            {
              And: [
                { Variable: PING, IsPresent: true },
                { Variable: PING, StringEquals: "Online" },
              ],
              Next: wiring.next,
            },
            { Variable: "$.ssm_poll.attempts", NumericGreaterThanEquals: looks, Next: "ExtractInstanceNotReadyError" },
          ],
          Default: "WaitSSMPoll",
        },
        WaitSSMPoll: { Type: "Wait", Seconds: pollSeconds, Next: "IncrementSSMPoll" },
        IncrementSSMPoll: {
          Type: "Pass",
          Parameters: { "attempts.$": "States.MathAdd($.ssm_poll.attempts,1)" },
          ResultPath: "$.ssm_poll",
          Next: "DescribeInstanceInfo",
        },
        ExtractInstanceNotReadyError: {
          Type: "Pass",
          Parameters: {
            phase: name,
            source: "SSMReadyChoice",
            "attempts.$": "$.ssm_poll.attempts",
            "described.$": "$.ssm_describe_result.InstanceInformationList",
          },
          ResultPath: resultPath,
          Next: next,
        },
      };
    },
  };
}

const PING = "$.ssm_describe_result.InstanceInformationList[0].PingStatus";

/** One look at whether the agent answers. */
function describeInstance(on: string, Catch: unknown): State {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:ssm:describeInstanceInformation",
    Parameters: { Filters: [{ Key: "InstanceIds", "Values.$": on }] },
    TimeoutSeconds: 15,
    ResultSelector: { "InstanceInformationList.$": "$.InstanceInformationList" },
    ResultPath: "$.ssm_describe_result",
    Retry: [
      {
        ErrorEquals: [
          "Ssm.SsmException",
          "Ssm.SdkClientException",
          "Ssm.InternalServerErrorException",
          "States.Timeout",
        ],
        IntervalSeconds: 5,
        MaxAttempts: 6,
        BackoffRate: 2,
        MaxDelaySeconds: 60,
        JitterStrategy: "FULL",
      },
    ],
    Catch,
    Next: "SSMReadyChoice",
  };
}

/** Which box is stopped. */
export interface StopInstanceOptions {
  /** The state's name, e.g. `StopTradingInstance`. */
  readonly name: string;
  /** Path of the list with its id. */
  readonly on: string;
}

/**
 * Stops a box; tried three times before it is a failure.
 *
 * @example
 * ```ts example
 * import { stopInstance } from "@alpha-engine/state-machine";
 *
 * const step = stopInstance({ name: "StopBox", on: "$.ec2_instance_id" });
 * console.log(Object.keys(step.render({ next: "Next", onFailure: "HandleFailure", degraded: [] })));
 * ```
 * ```text output
 * [ 'StopBox' ]
 * ```
 */
export function stopInstance({ name, on }: StopInstanceOptions): Step {
  return {
    entry: name,
    longest: CALL_SECONDS,
    render(wiring): States {
      return {
        [name]: {
          Type: "Task",
          Resource: "arn:aws:states:::aws-sdk:ec2:stopInstances",
          Parameters: { "InstanceIds.$": on },
          ...CALL,
          ResultPath: null,
          Catch: failureRoute(name, false, wiring).Catch,
          Next: wiring.next,
        },
      };
    },
  };
}
