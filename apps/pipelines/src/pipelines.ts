import type { Definition } from "@alpha-engine/state-machine";

import type { InputContract } from "./input/contract.ts";
import { saturdayInput } from "./saturday/contract.ts";
import { saturday } from "./saturday/saturday.ts";

/** What differs from account to account. */
export interface PipelineSettings {
  readonly snsTopicArn: string;
}

export interface Pipeline {
  readonly description: string;
  readonly input: InputContract;
  readonly definition: (settings: PipelineSettings) => Definition;
}

export const PIPELINES: Readonly<Record<string, Pipeline>> = {
  saturday: {
    description: "weekly data, research, training, backtest and report",
    input: saturdayInput,
    definition: saturday,
  },
};
