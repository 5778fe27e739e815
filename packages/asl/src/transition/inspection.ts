import type { Failure } from "../execution/execution.ts";
import type { JsonValue } from "../json.ts";

/** What a test of a single state learns while the state runs. */
export interface Inspection {
  readonly seen: DataFlow;
  readonly left: Leaving;
}

/** The state's data, step by step, in the names of TestState. */
export interface DataFlow {
  afterInputPath?: JsonValue;
  afterParameters?: JsonValue;
  afterArguments?: JsonValue;
  afterItemsPath?: JsonValue;
  afterItemSelector?: JsonValue;
  afterItemBatcher?: JsonValue;
  afterResultSelector?: JsonValue;
  afterResultPath?: JsonValue;
  result?: JsonValue;
  maxConcurrency?: number;
  toleratedFailureCount?: number;
  toleratedFailurePercentage?: number;
  variables?: JsonValue;
  errorDetails?: JsonValue;
}

/** How the state was left. */
export interface Leaving {
  output?: JsonValue;
  nextState?: string;
  failure?: Failure;
  outcome?: "RETRIABLE" | "CAUGHT_ERROR" | "FAILED";
  /** How many children of a Map may fail. */
  tolerated?: number;
}
