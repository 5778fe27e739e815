import type { StateMachineOptions } from "@alpha-engine/state-machine";

/** What differs from account to account. */
export interface PipelineSettings {
  /** Where notifications go unless the caller names another topic. */
  readonly snsTopicArn: string;
  /** @default JSONPath */
  readonly queryLanguage?: StateMachineOptions["queryLanguage"];
}

/** Of the lock that keeps a pipeline from running twice at a time; its key is `mutex_key`. */
export const MUTEX_TABLE = "alpha-engine-sf-execution-mutex";
