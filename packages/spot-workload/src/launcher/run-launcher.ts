import { randomBytes } from "node:crypto";

import { parseRunDate } from "@alpha-engine/artifacts";

import { configFromFlags, configPath } from "../config/launcher-options.ts";
import type { ResolvedConfig } from "../config/load.ts";
import type { LauncherConfig, Needs } from "../config/schema.ts";
import type { SpotWorkloadSpec } from "../run/spec.ts";
import type { LauncherPlan } from "./plan.ts";
import { referenceScripts } from "./reference-scripts.ts";

/** What the reference workload finds in its environment: that it gets there is looked at. */
const EXPORTED = ["AWS_REGION", "S3_BUCKET", "RUN_DATE"];
/** The scripts of every mode. */
const BEFORE_WORK = ["bootstrap", "deps", "preflight"];

/**
 * Reads the config, runs the plan on a spot instance, prints what happens, returns the exit code. What it throws carries
 * its own: {@link launcherExitCode}. The AWS SDK is loaded here: who only refuses words does not wait for it.
 */
export async function runLauncher(plan: LauncherPlan): Promise<number> {
  try {
    return await launch(plan);
  } catch (error) {
    const { exitCodeOf } = await import("../exit-code.ts");
    throw Object.assign(error as Error, { exitCode: exitCodeOf(error) });
  }
}

/** Of what {@link runLauncher} threw; 1 of anything else. */
export function launcherExitCode(error: unknown): number {
  return (error as { readonly exitCode?: number }).exitCode ?? 1;
}

async function launch(plan: LauncherPlan): Promise<number> {
  const { app, flags } = plan;
  const { loadConfig } = await import("../config/load.ts");
  const resolved = await loadConfig({
    path: configPath(app.name, flags.config),
    budgets: app.budgets,
    longScripts: app.longScripts,
    flags: configFromFlags(flags),
  });
  if (flags.showConfig === true) return show(resolved, flags.json === true);
  const { config } = resolved;
  const runDate = parseRunDate(flags.runDate ?? process.env.RUN_DATE ?? "");
  const { printEvent } = await import("./print-event.ts");
  const { runOnSpot } = await import("../run/run-on-spot.ts");
  const aborting = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    process.stdout.write(`${app.name}: ${signal}: cancelling and giving the instance back\n`);
    aborting.abort();
  };
  process.once("SIGTERM", onSignal).once("SIGINT", onSignal);
  // What is shown and what the clients use are one: the config has read the variable already.
  process.env.AWS_REGION = config.region;
  const spec = await specOf(plan, runDate, config);
  let isAnnounced = false;
  const { exitCode } = await runOnSpot(spec, {
    signal: aborting.signal,
    onEvent: (event) => {
      if (!isAnnounced) process.stdout.write(`${app.name}: run ${spec.runId} of ${runDate}\n`);
      isAnnounced = true;
      printEvent(app.name, event, (text) => process.stdout.write(text));
    },
  });
  return exitCode;
}

async function show(resolved: ResolvedConfig, asJson: boolean): Promise<number> {
  const { settingsTable, showConfig } = await import("../config/show.ts");
  const settings = showConfig(resolved);
  process.stdout.write(asJson ? `${JSON.stringify(settings, undefined, 2)}\n` : settingsTable(settings));
  return 0;
}

async function specOf(plan: LauncherPlan, runDate: string, config: LauncherConfig): Promise<SpotWorkloadSpec> {
  const { TAGS } = await import("@alpha-engine/spot-launcher");
  const { slug } = plan;
  const isDry = plan.flags.preflightOnly === true;
  const runId = `${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "")}-${randomBytes(4).toString("hex")}`;
  const dispatcherCommand = process.env.SSM_COMMAND_ID;
  const planned = referenceScripts(plan.app.name, plan.stages, plan.flags);
  const scripts = planned.map(({ name, lines }) => ({
    name,
    lines: ownLines(name, plan, config) ?? lines,
    timeout: config.budgets[name] as number,
  }));
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
    scripts,
    watchdog: config.watchdog,
    budget: { stepTimeout: config.stepTimeoutSeconds },
    // A dry pass leaves no record: it leaves nothing.
    ...(isDry ? { records: { prefix: false } } : {}),
    heartbeats: isDry ? [] : plan.heartbeats,
    maxAttempts: config.maxSpotAttempts,
    retryBackoff: config.retryBackoffSeconds,
  };
}

/** The config's lines for a script. Those of a stage find its options, e.g. `--mode param-sweep`, in `STAGE_ARGS`. */
function ownLines(name: string, { stages }: LauncherPlan, { commands }: LauncherConfig): readonly string[] | undefined {
  const lines = commands[name];
  const command = stages.find((stage) => stage.name === name)?.command;
  if (lines === undefined || command === undefined) return lines;
  const [, ...options] = command.split(" ");
  return [`export STAGE_ARGS='${options.join(" ").replaceAll("'", `'\\''`)}'`, ...lines];
}

/** What the config says that the scripts of this mode need, all together; and that the log of each stage is shipped. */
function needsOf({ stages }: LauncherPlan, { needs }: LauncherConfig): Needs {
  const names = stages.map(({ name }) => name);
  const said = [...BEFORE_WORK, ...names].flatMap((name) => needs[name] ?? []);
  const union = (key: Exclude<keyof Needs, "diskMiB">): readonly string[] => [
    ...new Set(said.flatMap((each) => each[key] ?? [])),
  ];
  const disk = said.flatMap(({ diskMiB }) => diskMiB ?? []);
  return {
    environment: [...EXPORTED, ...union("environment")],
    secrets: union("secrets"),
    reach: union("reach"),
    programs: union("programs"),
    writes: [...names.map((name) => `_ssm_logs/spot-${name}/`), ...union("writes")],
    ...(disk.length === 0 ? {} : { diskMiB: Math.max(...disk) }),
  };
}
