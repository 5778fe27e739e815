import type { State } from "@alpha-engine/definition";

import type { Wiring } from "./step.ts";

/** Where a step's failure is written down and where it leads. */
export interface FailureRoute {
  readonly next: string;
  /** Of a description that the step itself makes. */
  readonly resultPath: string;
  readonly Catch: readonly Readonly<Record<string, unknown>>[];
}

/** Records the failure of an advisory step and goes on; any other is described in `$.error` and ends the run. */
export function failureRoute(name: string, advisory: boolean, { next, onFailure }: Wiring): FailureRoute {
  const target = advisory ? next : onFailure;
  // Below the step's name: an error that was caught says nothing of where it came from.
  const caught = advisory ? advisoryPath(name) : `$.error.${name}`;
  return {
    next: target,
    resultPath: advisory ? advisoryPath(name) : "$.error",
    Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: caught, Next: target }],
  };
}

export function advisoryPath(name: string): string {
  return `$.degraded.${name}`;
}

/** A state that puts a failure into words, for an edge that comes from a Choice. */
export function describeFailure(parameters: Readonly<Record<string, unknown>>, route: FailureRoute): State {
  return { Type: "Pass", Parameters: parameters, ResultPath: route.resultPath, Next: route.next };
}
