import type { Performance } from "./performance.ts";
import type { Strategy } from "./strategy.ts";

/** `chosen.json`: all that is needed to compute the chosen run again, and how it did. */
export interface ChosenRun {
  readonly schemaVersion: 1;
  readonly runDate: string;
  readonly mode: "param-sweep";
  readonly strategy: Strategy;
  readonly costBps: number;
  /** First day of the simulation; 1 is invested at its close, if the strategy says so. */
  readonly start: string;
  /** First day that the choice has not seen. */
  readonly split: string;
  readonly candidates: number;
  /** 1 when the chosen one was also the best of all on the days it was not chosen by. */
  readonly rankOutOfSample: number;
  readonly trades: number;
  readonly inSample: Performance;
  readonly outOfSample: Performance;
  readonly buyAndHold: { readonly inSample: Performance; readonly outOfSample: Performance };
}
