import type { HistoryEvent } from "./history.ts";

/** How a Map Run or one of its children ended. */
export type RunEnd = "SUCCEEDED" | "FAILED" | "ABORTED";

/** What becomes of a distributed Map and of its children, which are executions of their own. */
export type MapRunNews =
  | (MapRunLimits & {
      readonly what: "run-started";
      readonly mapRunArn: string;
      /** The execution that the Map is a state of: it may be a child itself. */
      readonly executionArn: string;
      /** What the children are executions of. */
      readonly stateMachineArn: string;
      readonly childType: "STANDARD" | "EXPRESS";
    })
  /** The children are known by number, and how many items each gets. */
  | { readonly what: "children-known"; readonly mapRunArn: string; readonly items: readonly number[] }
  | {
      readonly what: "child-started";
      readonly mapRunArn: string;
      readonly executionArn: string;
      readonly name: string;
      readonly index: number;
      readonly input: string;
    }
  | { readonly what: "child-redriven"; readonly mapRunArn: string; readonly executionArn: string }
  | { readonly what: "child-event"; readonly executionArn: string; readonly event: HistoryEvent }
  | {
      readonly what: "child-ended";
      readonly mapRunArn: string;
      readonly executionArn: string;
      readonly status: RunEnd;
      readonly output?: string;
      readonly error?: string;
      readonly cause?: string;
    }
  | { readonly what: "run-redriven"; readonly mapRunArn: string }
  | { readonly what: "run-ended"; readonly mapRunArn: string; readonly status: RunEnd };

/** What can be set anew while a Map Run runs. */
export interface MapRunLimits {
  /** 0 for as many as the service allows. */
  readonly maxConcurrency: number;
  readonly toleratedFailureCount: number;
  readonly toleratedFailurePercentage: number;
}
