import type { Failure } from "./execution.ts";

/** Thrown while a state runs; becomes the state's failure. */
export class StateFailure extends Error {
  override readonly name: string = "StateFailure";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.cause ?? failure.error ?? "");
    this.failure = failure;
  }
}

/** Thrown where a step needs the values of JSONata expressions that are not there yet. */
export class Suspension extends Error {
  override readonly name: string = "Suspension";
}

/** A failure of the data flow, which no Retry and no Catch sees. [recordings: test_catch_states_runtime] */
export function runtimeFailure(during: string, message: string): StateFailure {
  return new StateFailure({ error: "States.Runtime", cause: `${during}${message}`, fatal: true });
}
