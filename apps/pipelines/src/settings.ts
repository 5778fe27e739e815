import type { StateMachineOptions } from "@alpha-engine/state-machine";

/** What differs from account to account. */
export interface PipelineSettings {
  /** Where notifications go unless the caller names another topic. */
  readonly snsTopicArn: string;
  /** @default JSONPath */
  readonly queryLanguage?: StateMachineOptions["queryLanguage"];
}

export const REGION = "us-east-1";
export const TOPIC = "alpha-engine-alerts";
/** Of a made-up account. */
export const REHEARSAL_SETTINGS: PipelineSettings = { snsTopicArn: `arn:aws:sns:${REGION}:000000000000:${TOPIC}` };

/** Of the lock that keeps a pipeline from running twice at a time; its key is `mutex_key`. */
export const MUTEX_TABLE = "alpha-engine-sf-execution-mutex";
