import type { State, States } from "@alpha-engine/definition";
import { type Duration, toSeconds } from "@alpha-engine/dialect";

import { StateMachineError } from "../errors.ts";
import { advisoryPath, describeFailure, failureRoute } from "../step/failure-route.ts";
import { snakeCase } from "../step/snake-case.ts";
import type { Step } from "../step/step.ts";
import { isOneOf, skipGate } from "./skip-gate.ts";

/** One call of a function. */
export interface LambdaCall {
  /** With its alias, e.g. `alpha-engine-research-runner:live`. */
  readonly functionName: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The function's own timeout; the state waits longer, so that it hears the function's error. */
  readonly functionTimeout: Duration;
  /** Calls after the first, when the service fails; a minute apart. @default 1 */
  readonly retries?: number | undefined;
}

export interface LambdaStepOptions extends LambdaCall {
  /** The state's name, e.g. `Research`. */
  readonly name: string;
  /** Booleans of the input, any of which skips the step; without one there is no gate. @default none */
  readonly skipFlags?: readonly string[] | undefined;
  /** Whether the run goes on when it fails; `announce` says so at the end. @default false */
  readonly advisory?: boolean | undefined;
  /** Where the result lies: `$.{key}_result`. @default the name in snake case */
  readonly key?: string | undefined;
}

/** Values of the payload's `status` that mean success. */
const OK_STATUSES = ["OK", "SKIPPED"];
/** No function runs longer (AWS's quotas of Lambda, 2026-11). */
const MOST_SECONDS = 900;
/** By how much the state outlasts the function. */
const HEAD_START_SECONDS = 60;
const RETRY_SECONDS = 60;
const SERVICE_FAILS = [
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.TooManyRequestsException",
];

/**
 * Gate → invoke → status → extract-error: one function, whose answer must say that it went well.
 *
 * @example
 * ```ts example
 * import { lambdaStep } from "@alpha-engine/state-machine";
 *
 * const step = lambdaStep({
 *   name: "Research",
 *   functionName: "research:live",
 *   payload: { "run_date.$": "$.run_date" },
 *   functionTimeout: "15m",
 * });
 * console.log(Object.keys(step.render({ next: "Next", onFailure: "HandleFailure", degraded: [] })));
 * ```
 * ```text output
 * [ 'Research', 'CheckResearchStatus', 'ExtractResearchError' ]
 * ```
 */
export function lambdaStep(options: LambdaStepOptions): Step {
  const { name, key = snakeCase(name), skipFlags = [], advisory = false } = options;
  const result = `$.${key}_result`;
  // A payload without a status would be a runtime error that nothing catches.
  const isOk = isOneOf(`${result}.Payload.status`, OK_STATUSES);
  return {
    entry: skipFlags.length === 0 ? name : `CheckSkip${name}`,
    longest: longestCall(options),
    advisories: advisory ? [advisoryPath(name)] : [],
    render(wiring): States {
      const { next } = wiring;
      const route = failureRoute(name, advisory, wiring);
      const gate = skipGate({ flags: skipFlags, run: name, skipTo: next, done: isOk });
      return {
        ...(skipFlags.length === 0 ? {} : { [`CheckSkip${name}`]: gate }),
        [name]: {
          ...invoke(name, options),
          ResultPath: result,
          Catch: route.Catch,
          Next: `Check${name}Status`,
        },
        [`Check${name}Status`]: {
          Type: "Choice",
          Choices: [{ ...isOk, Next: next }],
          Default: `Extract${name}Error`,
        },
        [`Extract${name}Error`]: describeFailure(
          { phase: name, source: `Check${name}Status.Default`, "payload.$": `${result}.Payload` },
          route,
        ),
      };
    },
  };
}

/** The Task that calls, without its edges; its result is `{ Payload, calledAt }`. */
export function invoke(name: string, { functionName, payload, functionTimeout, retries = 1 }: LambdaCall): State {
  const seconds = toSeconds(functionTimeout, "functionTimeout");
  if (seconds > MOST_SECONDS)
    throw new StateMachineError(
      "TIMEOUTS_DO_NOT_NEST",
      `${name} says its function runs up to ${seconds} s; Lambda ends it after ${MOST_SECONDS}`,
      { hint: "split its work over several functions, or let a box do it with ssmStep" },
    );
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: functionName, Payload: payload },
    TimeoutSeconds: seconds + HEAD_START_SECONDS,
    ResultSelector: { "Payload.$": "$.Payload", "calledAt.$": "$$.State.EnteredTime" },
    Retry: [{ ErrorEquals: SERVICE_FAILS, IntervalSeconds: RETRY_SECONDS, MaxAttempts: retries, BackoffRate: 1 }],
  };
}

/** Every try, and the pauses between them, in seconds. */
export function longestCall({ functionTimeout, retries = 1 }: LambdaCall): number {
  return (toSeconds(functionTimeout, "functionTimeout") + HEAD_START_SECONDS) * (retries + 1) + RETRY_SECONDS * retries;
}
