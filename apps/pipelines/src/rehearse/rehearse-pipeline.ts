import { fileURLToPath } from "node:url";

import { type RehearsalResult, rehearse, type RehearseOptions } from "@alpha-engine/rehearsal";

import type { Pipeline } from "../pipelines.ts";
import { DISPATCHER_IMAGE, type LauncherName, type RehearsalConfig, SPOT_IMAGE } from "./config.ts";
import { machineImage } from "./machine-image.ts";

const HOME = "/home/ec2-user";
const TOPIC = "alpha-engine-alerts";
const REGION = "us-east-1";
const ACCOUNT = "000000000000";

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
  return rehearse({
    ...options,
    pipeline: name,
    definition: pipeline.definition({ snsTopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:${TOPIC}` }),
    input: ({ dispatcherId }) => ({ ec2_instance_id: [dispatcherId], ...input }),
    dispatcherImage: DISPATCHER_IMAGE,
    images: { [DISPATCHER_IMAGE]: machineImage(dispatcherFiles(config)), [SPOT_IMAGE]: machineImage() },
    functions: {
      "alpha-engine-research-runner": {
        module: fileURLToPath(new URL("functions/research.js", import.meta.url)),
        environment: { ARTIFACT_BUCKET: bucket },
      },
    },
    buckets: [bucket],
    topics: [TOPIC],
    logs: { bucket, prefix: "_ssm_logs" },
    isWorkload: ({ comment }) => !/: (bootstrap|deps)$/.test(comment),
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
