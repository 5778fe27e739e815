import { randomBytes } from "node:crypto";

import { TAGS } from "@alpha-engine/spot-launcher";

import type { LauncherConfig } from "../config/schema.ts";
import type { SpotWorkloadSpec } from "../run/spec.ts";
import { needsOf } from "./needs.ts";
import type { LauncherPlan } from "./plan.ts";
import { scriptsOfPlan } from "./scripts-of-plan.ts";

/** What a plan comes to under this config: machine, scripts, environment and times. */
export function specOfPlan(plan: LauncherPlan, runDate: string, config: LauncherConfig): SpotWorkloadSpec {
  const { slug } = plan;
  const isDry = plan.flags.preflightOnly === true;
  const runId = `${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "")}-${randomBytes(4).toString("hex")}`;
  const dispatcherCommand = process.env.SSM_COMMAND_ID;
  return {
    slug,
    runId,
    bucket: config.bucket,
    launch: {
      instanceTypes: config.instanceTypes,
      subnetIds: config.subnetIds,
      imageId: config.imageId,
      securityGroupIds: config.securityGroupIds,
      iamInstanceProfile: config.iamInstanceProfile,
      keyName: config.keyName,
      volumeSize: config.volumeSize,
      onDemandFallback: config.onDemandFallback,
      name: `alpha-engine-${slug}-${runDate.replaceAll("-", "")}`,
      owner: config.owner,
      purpose: slug,
      ...(dispatcherCommand === undefined ? {} : { tags: { [TAGS.command]: dispatcherCommand } }),
    },
    files: [{ name: "config.json", body: JSON.stringify(config, undefined, 2) }],
    environment: {
      ...config.environment,
      HOME: "/home/ec2-user",
      XDG_CACHE_HOME: "/tmp",
      AWS_REGION: config.region,
      AWS_DEFAULT_REGION: config.region,
      S3_BUCKET: config.bucket,
      RUN_DATE: runDate,
      RUN_ID: runId,
      ...(isDry ? { NEEDS: JSON.stringify(needsOf(plan, config)) } : {}),
      ...(config.repository === undefined ? {} : { REPOSITORY: config.repository, BRANCH: config.branch }),
    },
    scripts: scriptsOfPlan(plan, config),
    watchdog: config.watchdog,
    budget: { stepTimeout: config.stepTimeoutSeconds },
    // A dry pass leaves no record: it leaves nothing.
    ...(isDry ? { records: { prefix: false } } : {}),
    heartbeats: isDry ? [] : plan.heartbeats,
    maxAttempts: config.maxSpotAttempts,
    retryBackoff: config.retryBackoffSeconds,
  };
}
