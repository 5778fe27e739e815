import { defineConfig, type InputFields } from "alpha-engine";

import { SCHEDULES } from "./src/schedules.ts";
import { type PipelineSettings, REHEARSAL_SETTINGS } from "./src/settings.ts";

/** What is imported where it is used is not loaded by a command that does not use it. */
const BOX = { ec2_instance_id: ["${boxes.dispatcher}"] };
const BOXES = { ...BOX, trading_instance_id: ["${boxes.trading}"] };

async function fields(name: string, settings: PipelineSettings): Promise<InputFields> {
  const { PIPELINES } = await import("./src/pipelines.ts");
  return { run_date: { type: "date" }, ...PIPELINES[name]?.input(settings) };
}

async function definition(name: string, settings: PipelineSettings): Promise<object> {
  const { PIPELINES } = await import("./src/pipelines.ts");
  return PIPELINES[name]?.definition(settings) ?? {};
}

async function tradingBox(stopped: boolean) {
  const { DISPATCHER_IMAGE } = await import("./src/rehearsal/launcher-configs.ts");
  return { boxes: { trading: { imageId: DISPATCHER_IMAGE, stopped } } };
}

export default defineConfig({
  settings: { ...REHEARSAL_SETTINGS },
  pipelines: {
    saturday: {
      description: "weekly data, research, training, backtest and report",
      definition: (settings: PipelineSettings) => definition("saturday", settings),
      fields: (settings: PipelineSettings) => fields("saturday", settings),
      input: BOX,
      stateMachineName: "alpha-engine-saturday-pipeline",
    },
    weekday: {
      description: "every trading day before the open: data, predictions, orders, the trading daemon",
      definition: (settings: PipelineSettings) => definition("weekday", settings),
      fields: (settings: PipelineSettings) => fields("weekday", settings),
      input: BOXES,
      rehearsal: () => tradingBox(true),
      stateMachineName: "alpha-engine-weekday-pipeline",
    },
    eod: {
      description: "after the close: data, snapshot, reconciliation; the trading box is off at the end",
      definition: (settings: PipelineSettings) => definition("eod", settings),
      fields: (settings: PipelineSettings) => fields("eod", settings),
      input: BOXES,
      rehearsal: () => tradingBox(false),
      stateMachineName: "alpha-engine-eod-pipeline",
    },
  },
  rehearsal: async (settings: object) => (await import("./src/rehearsal/rehearsal.ts")).rehearsal(settings),
  lint: { preset: "pipeline", minSeverity: "warning" },
  schedules: SCHEDULES,
});
