import type { Definition } from "@alpha-engine/definition";
import type { InputFields } from "@alpha-engine/state-machine";

import { eod, eodInput } from "./eod/eod.ts";
import { saturdayInput } from "./saturday/input.ts";
import { saturday } from "./saturday/saturday.ts";
import type { PipelineSettings } from "./settings.ts";
import { weekday, weekdayInput } from "./weekday/weekday.ts";

export interface Pipeline {
  /** What a caller may pass, beside run_date. */
  readonly input: (settings: PipelineSettings) => InputFields;
  readonly definition: (settings: PipelineSettings) => Definition;
}

export const PIPELINES: Readonly<Record<string, Pipeline>> = {
  saturday: { input: ({ snsTopicArn }) => saturdayInput(snsTopicArn), definition: saturday },
  weekday: { input: ({ snsTopicArn }) => weekdayInput(snsTopicArn), definition: weekday },
  eod: { input: ({ snsTopicArn }) => eodInput(snsTopicArn), definition: eod },
};
