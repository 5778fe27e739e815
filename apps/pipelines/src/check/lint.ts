import { type FileReport, lint, type LintOptions } from "@alpha-engine/lint";

import { SCHEDULES } from "../deploy/schedules.ts";
import type { Pipeline } from "../pipelines.ts";
import { REHEARSAL_SETTINGS } from "../rehearse/settings.ts";

const BOXES = { ec2_instance_id: ["i-0000000000000000d"], trading_instance_id: ["i-0000000000000000f"] };

/** Lints a pipeline for the inputs that its schedules and its rehearsal start it with. No rule is switched off. */
export async function lintPipeline(name: string, pipeline: Pipeline): Promise<FileReport> {
  const fields = pipeline.input(REHEARSAL_SETTINGS);
  const boxes = Object.fromEntries(Object.entries(BOXES).filter(([key]) => Object.hasOwn(fields, key)));
  const scheduled = Object.values(SCHEDULES).filter((schedule) => schedule.pipeline === name);
  const starts = [{}, ...scheduled.map(({ input }) => input)].map((input) => ({ ...boxes, ...input }));
  const definition = JSON.stringify(pipeline.definition(REHEARSAL_SETTINGS), undefined, 2);
  return { file: name, ...(await lint(definition, { inputs: starts as NonNullable<LintOptions["inputs"]> })) };
}
