import { createProgram, ExitError, runProgram } from "@alpha-engine/command-line";
import { exitCodeOf, referenceScripts, runLauncher } from "@alpha-engine/spot-workload";

import packageJson from "../package.json" with { type: "json" };
import { BUDGETS, SCRIPTS, TRAIN } from "./launcher/stages.ts";

interface Flags {
  readonly preflightOnly?: true;
  readonly runDate?: string;
  readonly config: string;
}

const EPILOGUE = `Exit codes: the workload's own; 64 no spot capacity anywhere; 69 the instance was lost; 2 usage or config.`;

/** The launcher of predictor training: rents a spot instance, trains on it, gives it back. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram({ ...packageJson, name: "predictor", epilogue: EPILOGUE });
  program
    .option("--full-only", "full training; the only mode, and the default")
    .option("--preflight-only", "boot and check what the training needs, then exit 0: no fetch, no write")
    .option("--run-date <date>", "the run's date, YYYY-MM-DD (default: $RUN_DATE)")
    .option(
      "--config <file>",
      "the launcher's config, JSON or YAML",
      `${process.env.HOME}/alpha-engine-config/predictor/config.yaml`,
    )
    .action(launch);
  await runProgram(program, argv, exitCodeOf);
}

async function launch(flags: Flags): Promise<void> {
  const preflightOnly = flags.preflightOnly === true;
  const exitCode = await runLauncher({
    app: "predictor",
    slug: "predictor-training",
    runDate: flags.runDate,
    configPath: flags.config,
    scripts: referenceScripts({ stages: [TRAIN], preflightOnly, budgets: BUDGETS }),
    knownScripts: SCRIPTS,
    heartbeats: preflightOnly ? [] : ["predictor-training"],
  });
  throw new ExitError(exitCode);
}
