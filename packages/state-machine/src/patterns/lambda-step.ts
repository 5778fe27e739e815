import { skipGate } from "./skip-gate.ts";
import type { States, Step } from "./step.ts";

export interface LambdaStepOptions {
  /** The state's name, e.g. `Research`. */
  readonly name: string;
  /** With its alias, e.g. `alpha-engine-research-runner:live`. */
  readonly functionName: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Longer than the function's own timeout, so that its error is heard and not a race lost. In seconds. */
  readonly timeoutSeconds: number;
  readonly skipFlag: string;
  /** @default the next step */
  readonly skipTo?: string | undefined;
  /** Values of the payload's `status` that mean success. @default ["OK", "SKIPPED"] */
  readonly okStatuses?: readonly string[] | undefined;
  /** Where the result lies: `$.{resultKey}_result`. */
  readonly resultKey: string;
}

const RETRY = [
  {
    ErrorEquals: [
      "Lambda.ServiceException",
      "Lambda.AWSLambdaException",
      "Lambda.SdkClientException",
      "Lambda.TooManyRequestsException",
    ],
    IntervalSeconds: 60,
    MaxAttempts: 1,
    BackoffRate: 1,
  },
];

/** Gate → invoke → status → extract-error: one function, whose answer must say that it went well. */
export function lambdaStep(options: LambdaStepOptions): Step {
  const { name, resultKey, okStatuses = ["OK", "SKIPPED"] } = options;
  const result = `$.${resultKey}_result`;
  const Variable = `${result}.Payload.status`;
  return {
    entry: `CheckSkip${name}`,
    render({ next, onFailure }): States {
      return {
        [`CheckSkip${name}`]: skipGate({ flag: options.skipFlag, run: name, skipTo: options.skipTo ?? next }),
        [name]: {
          Type: "Task",
          Resource: "arn:aws:states:::lambda:invoke",
          Parameters: { FunctionName: options.functionName, Payload: options.payload },
          TimeoutSeconds: options.timeoutSeconds,
          ResultSelector: { "Payload.$": "$.Payload" },
          ResultPath: result,
          Retry: RETRY,
          Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: onFailure }],
          Next: `Check${name}Status`,
        },
        [`Check${name}Status`]: {
          Type: "Choice",
          Choices: okStatuses.map((status) => ({
            // A payload without a status would be a runtime error that nothing catches.
            And: [
              { Variable, IsPresent: true },
              { Variable, StringEquals: status },
            ],
            Next: next,
          })),
          Default: `Extract${name}Error`,
        },
        [`Extract${name}Error`]: {
          Type: "Pass",
          Parameters: { phase: name, source: `Check${name}Status.Default`, "payload.$": `${result}.Payload` },
          ResultPath: "$.error",
          Next: onFailure,
        },
      };
    },
  };
}
