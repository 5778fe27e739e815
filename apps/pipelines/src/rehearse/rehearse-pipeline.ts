import { rehearsalFunctions } from "@alpha-engine/reference-workloads";
import { type RehearsalResult, rehearse, type RehearseOptions } from "@alpha-engine/rehearsal";

import type { Pipeline } from "../pipelines.ts";
import { MUTEX_TABLE } from "../settings.ts";
import { DISPATCHER_IMAGE, type LauncherName, type RehearsalConfig, SPOT_IMAGE } from "./config.ts";
import { machineImage } from "./machine-image.ts";
import { REGION, REHEARSAL_SETTINGS, TOPIC } from "./settings.ts";

const HOME = "/home/ec2-user";
const TRADING_BOX = "trading";
/** A command on a box whose work is done elsewhere: on the instance that it rents. */
const LAUNCHES = / -- (data-weekly|predictor|backtester) /;

export interface PipelineRehearsal {
  readonly name: string;
  readonly pipeline: Pipeline;
  readonly config: RehearsalConfig;
  /** As the caller would pass it; the dispatcher box is added. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly options: Pick<
    RehearseOptions,
    "directory" | "executionName" | "faults" | "port" | "rate" | "sandbox" | "onEvent" | "signal"
  >;
}

/** Rehearses one of the pipelines on the machines that it would find in production. */
export function rehearsePipeline({
  name,
  pipeline,
  config,
  input,
  options,
}: PipelineRehearsal): Promise<RehearsalResult> {
  const { bucket } = config;
  const { tradingBox } = pipeline;
  return rehearse({
    ...options,
    pipeline: name,
    definition: pipeline.definition(REHEARSAL_SETTINGS),
    input: ({ dispatcherId, boxIds }) => ({
      ec2_instance_id: [dispatcherId],
      ...(tradingBox === undefined ? {} : { trading_instance_id: [boxIds[TRADING_BOX]] }),
      ...input,
    }),
    dispatcherImage: DISPATCHER_IMAGE,
    images: { [DISPATCHER_IMAGE]: machineImage(dispatcherFiles(config)), [SPOT_IMAGE]: machineImage() },
    boxes:
      tradingBox === undefined ? {} : { [TRADING_BOX]: { image: DISPATCHER_IMAGE, stopped: tradingBox === "stopped" } },
    functions: rehearsalFunctions(bucket),
    buckets: [bucket],
    topics: [TOPIC],
    tables: { [MUTEX_TABLE]: "mutex_key" },
    logs: { bucket, prefix: "_ssm_logs" },
    isWorkload: ({ comment, script }) => !/: (bootstrap|deps)$/.test(comment) && !LAUNCHES.test(script),
  });
}

/** What the dispatcher box has beside the commands: its settings, and the launchers' configs. */
function dispatcherFiles({
  bucket,
  launchers,
}: RehearsalConfig): Readonly<Record<string, { readonly content: string }>> {
  const settings = { AWS_REGION: REGION, AWS_DEFAULT_REGION: REGION, S3_BUCKET: bucket };
  const lines = Object.entries(settings).map(([key, value]) => `${key}="${value}"`);
  const configs = (Object.keys(launchers) as LauncherName[]).map(
    (launcher) =>
      [
        `${HOME}/alpha-engine-config/${launcher}/config.yaml`,
        { content: JSON.stringify(launchers[launcher], undefined, 2) },
      ] as const,
  );
  return {
    [`${HOME}/.alpha-engine.env`]: { content: [`PATH="/opt/alpha-engine/bin:$PATH"`, ...lines, ""].join("\n") },
    ...Object.fromEntries(configs),
  };
}
