import type { Definition } from "@alpha-engine/definition";
import type { InputFields } from "@alpha-engine/state-machine";

import { eod, eodInput } from "./eod/eod.ts";
import { saturdayInput } from "./saturday/input.ts";
import { saturday } from "./saturday/saturday.ts";
import type { PipelineSettings } from "./settings.ts";
import { weekday, weekdayInput } from "./weekday/weekday.ts";

export interface Pipeline {
  readonly description: string;
  /** What a caller may pass, beside run_date. */
  readonly input: (settings: PipelineSettings) => InputFields;
  /** How the trading box is when the pipeline starts, where it has to do with one. */
  readonly tradingBox?: "running" | "stopped";
  readonly definition: (settings: PipelineSettings) => Definition;
}

export const PIPELINES: Readonly<Record<string, Pipeline>> = {
  saturday: {
    description: "weekly data, research, training, backtest and report",
    input: ({ snsTopicArn }) => saturdayInput(snsTopicArn),
    definition: saturday,
  },
  weekday: {
    description: "every trading day before the open: data, predictions, orders, the trading daemon",
    input: ({ snsTopicArn }) => weekdayInput(snsTopicArn),
    tradingBox: "stopped",
    definition: weekday,
  },
  eod: {
    description: "after the close: data, snapshot, reconciliation; the trading box is off at the end",
    input: ({ snsTopicArn }) => eodInput(snsTopicArn),
    tradingBox: "running",
    definition: eod,
  },
};
