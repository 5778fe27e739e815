import type { PipelineSettings } from "../settings.ts";

export const REGION = "us-east-1";
export const TOPIC = "alpha-engine-alerts";
/** Of a made-up account. */
export const REHEARSAL_SETTINGS: PipelineSettings = { snsTopicArn: `arn:aws:sns:${REGION}:000000000000:${TOPIC}` };
