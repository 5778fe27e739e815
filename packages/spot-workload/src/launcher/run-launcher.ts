import { parseRunDate } from "@alpha-engine/artifacts";

import { configFromFlags, configPath } from "../config/launcher-options.ts";
import type { ResolvedConfig } from "../config/load.ts";
import type { LauncherPlan } from "./plan.ts";

/**
 * Reads the config, runs the plan on a spot instance, prints what happens, returns the exit code. What it throws carries
 * its own: {@link launcherExitCode}. The AWS SDK is loaded here: who only refuses words does not wait for it.
 *
 * @example
 * ```ts example
 * import { writeFileSync } from "node:fs";
 * import { runLauncher } from "@alpha-engine/spot-workload/launcher";
 *
 * const config = { bucket: "b", instanceTypes: ["c7i.large"], subnetIds: ["subnet-a"], imageId: "ami-1" };
 * writeFileSync("config.json", JSON.stringify(config));
 * const exitCode = await runLauncher({
 *   app: { name: "sweeper", budgets: { bootstrap: "10m", deps: "15m", work: "1h" }, longScripts: ["work"] },
 *   slug: "sweep",
 *   stages: [{ name: "work", command: "work --all" }],
 *   heartbeats: ["sweep"],
 *   flags: { config: "config.json", showConfig: true },
 * });
 * console.log(exitCode);
 * ```
 */
export async function runLauncher(plan: LauncherPlan): Promise<number> {
  try {
    return await launch(plan);
  } catch (error) {
    const { exitCodeOf } = await import("../exit-code.ts");
    throw Object.assign(error as Error, { exitCode: exitCodeOf(error) });
  }
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
  const { specOfPlan } = await import("./spec-of-plan.ts");
  const aborting = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    process.stdout.write(`${app.name}: ${signal}: cancelling and giving the instance back\n`);
    aborting.abort();
  };
  process.once("SIGTERM", onSignal).once("SIGINT", onSignal);
  // What is shown and what the clients use are one: the config has read the variable already.
  process.env.AWS_REGION = config.region;
  const spec = specOfPlan(plan, runDate, config);
  let isAnnounced = false;
  const { exitCode } = await runOnSpot({
    ...spec,
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
