import type { States } from "@alpha-engine/definition";

import { describeFailure, failureRoute } from "../step/failure-route.ts";
import { merge, type Step } from "../step/step.ts";

/** Which boolean decides, and what each value means. */
export interface VerdictGateOptions {
  /** The state's name, e.g. `DeployDriftGate`. */
  readonly name: string;
  /** Path of a boolean that an earlier step has found. */
  readonly of: string;
  /** The verdict on which the run goes on. */
  readonly go: boolean;
  /** What is done first on the other verdict. @default the other verdict is a failure */
  readonly otherwise?: Step | undefined;
}

/**
 * Goes by a boolean. One that is missing is a failure and no verdict: a default would guess.
 *
 * @example
 * ```ts example
 * import { verdictGate } from "@alpha-engine/state-machine";
 *
 * const step = verdictGate({ name: "DriftGate", of: "$.drift_result.Payload.has_drift", go: false });
 * console.log(Object.keys(step.render({ next: "Next", onFailure: "HandleFailure", degraded: [] })));
 * ```
 * ```text output
 * [ 'DriftGate', 'ExtractDriftGateError' ]
 * ```
 */
export function verdictGate({ name, of, go, otherwise }: VerdictGateOptions): Step {
  return {
    entry: name,
    longest: otherwise?.longest,
    advisories: otherwise?.advisories,
    render(wiring): States {
      const verdict = (value: boolean, Next: string) => ({
        And: [
          { Variable: of, IsPresent: true },
          { Variable: of, BooleanEquals: value },
        ],
        Next,
      });
      const route = failureRoute(name, false, wiring);
      const found = of.slice(0, of.lastIndexOf("."));
      return merge([
        {
          [name]: {
            Type: "Choice",
            Choices: [verdict(go, wiring.next), ...(otherwise === undefined ? [] : [verdict(!go, otherwise.entry)])],
            Default: `Extract${name}Error`,
          },
          [`Extract${name}Error`]: describeFailure({ phase: name, source: `${name}.Default`, "found.$": found }, route),
        },
        otherwise?.render(wiring) ?? {},
      ]);
    },
  };
}
