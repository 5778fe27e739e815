import type { Failure } from "../execution/execution.ts";
import type { JsonValue } from "../json.ts";

/** What a test of a single state learns while the state runs. */
export interface Inspection {
  readonly seen: DataFlow;
  readonly left: Leaving;
  /** Whether the execution's context object is the whole of what the state sees. */
  readonly isContextGiven?: boolean;
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
}
