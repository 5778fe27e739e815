import { randomBytes } from "node:crypto";

import { parseRunDate } from "@alpha-engine/artifacts";
import { TAGS } from "@alpha-engine/spot-launcher";

import { loadConfig } from "./config/load.ts";
import type { LauncherConfig } from "./config/schema.ts";
import { printEvent } from "./report.ts";
import { runOnSpot } from "./run/run-on-spot.ts";
import type { RemoteScript, SpotWorkloadSpec } from "./run/spec.ts";

/** What an application's launcher wants done, once its flags are read. */
export interface LauncherPlan {
  /** The application, e.g. `backtester`. */
  readonly app: string;
  /** Names this run's logs, staging and metrics, e.g. `parity`. */
  readonly slug: string;
  /** YYYY-MM-DD. @default $RUN_DATE; never the wall clock */
  readonly runDate: string | undefined;
  readonly configPath: string;
  /** With the reference commands and the default budgets; the config file may replace both by name. */
  readonly scripts: readonly RemoteScript[];
  /** All script names of the application: what the config may name. */
  readonly knownScripts: readonly string[];
  readonly heartbeats: readonly string[];
}

/** Reads the config, runs the plan on a spot instance, prints what happens, returns the exit code. */
export async function runLauncher(plan: LauncherPlan): Promise<number> {
  const runDate = parseRunDate(plan.runDate ?? process.env.RUN_DATE ?? "");
  const config = await loadConfig(plan.configPath, plan.knownScripts);
  const aborting = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    process.stdout.write(`${plan.app}: ${signal}: cancelling and giving the instance back\n`);
    aborting.abort();
  };
  process.once("SIGTERM", onSignal).once("SIGINT", onSignal);
  process.env.AWS_REGION ??= config.region;
  const { exitCode } = await runOnSpot(specOf(plan, runDate, config), {
    signal: aborting.signal,
    onEvent: (event) => printEvent(plan.app, event, (text) => process.stdout.write(text)),
  });
  return exitCode;
}

function specOf(plan: LauncherPlan, runDate: string, config: LauncherConfig): SpotWorkloadSpec {
  const runId = `${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "")}-${randomBytes(4).toString("hex")}`;
  const dispatcherCommand = process.env.SSM_COMMAND_ID;
  const scripts = plan.scripts.map((script) => ({
    ...script,
    lines: config.commands[script.name] ?? script.lines,
    timeout: config.budgets[script.name] ?? script.timeout,
  }));
  return {
    slug: plan.slug,
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
      name: `alpha-engine-${plan.slug}-${runDate.replaceAll("-", "")}`,
      owner: config.owner,
      purpose: plan.slug,
      ...(dispatcherCommand === undefined ? {} : { tags: { [TAGS.command]: dispatcherCommand } }),
    },
    files: [{ name: "config.json", body: JSON.stringify(config, undefined, 2) }],
    environment: {
      HOME: "/home/ec2-user",
      XDG_CACHE_HOME: "/tmp",
      AWS_REGION: config.region,
      AWS_DEFAULT_REGION: config.region,
      S3_BUCKET: config.bucket,
      RUN_DATE: runDate,
      RUN_ID: runId,
    },
    scripts: config.watchdog ? withWatchdog(scripts) : scripts,
    heartbeats: plan.heartbeats,
    maxAttempts: config.maxSpotAttempts,
    retryBackoffSeconds: config.retryBackoffSeconds,
  };
}

/** The first script arms a shutdown behind the sum of all budgets: the instance ends even when nobody comes to give it back. */
function withWatchdog(scripts: readonly RemoteScript[]): readonly RemoteScript[] {
  const [first, ...rest] = scripts;
  if (first === undefined) return scripts;
  const seconds = scripts.reduce((sum, { timeout }) => sum + timeout, 600);
  const arm = `systemd-run --unit=alpha-engine-watchdog --on-active=${seconds} /sbin/shutdown -h now`;
  return [{ ...first, lines: [arm, ...first.lines] }, ...rest];
}
