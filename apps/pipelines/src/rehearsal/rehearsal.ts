import { rehearsalFunctions } from "@alpha-engine/reference-workloads";
import type { Rehearsal } from "alpha-engine";

import { MUTEX_TABLE, REGION, TOPIC } from "../settings.ts";
import {
  DISPATCHER_IMAGE,
  type LauncherName,
  type RehearsalConfig,
  rehearsalConfig,
  SPOT_IMAGE,
} from "./launcher-configs.ts";
import { machineImage } from "./machine-image.ts";

const HOME = "/home/ec2-user";
/** A command on a box whose work is done elsewhere: on the instance that it rents. */
const LAUNCHES = / -- (data-weekly|predictor|backtester) /;

/** What the pipelines would find in production: the box, its launchers, functions, buckets. */
export function rehearsal(settings: object): Rehearsal {
  const config = rehearsalConfig(settings);
  const { bucket } = config;
  return {
    boxes: { dispatcher: { imageId: DISPATCHER_IMAGE } },
    images: { [DISPATCHER_IMAGE]: machineImage(dispatcherFiles(config)), [SPOT_IMAGE]: machineImage() },
    functions: rehearsalFunctions(bucket),
    buckets: { [bucket]: {} },
    topics: { [TOPIC]: {} },
    tables: { [MUTEX_TABLE]: { partitionKey: "mutex_key:S" } },
    logs: { bucket, prefix: "_ssm_logs" },
    isWorkload: ({ comment, script }) => !/: (bootstrap|deps)$/.test(comment) && !LAUNCHES.test(script),
  };
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
