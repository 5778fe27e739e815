import { createProgram, ExitError, oneOf, runProgram, UsageError } from "@alpha-engine/command-line";
import { exitCodeOf, referenceScripts, runLauncher } from "@alpha-engine/spot-workload";

import packageJson from "../package.json" with { type: "json" };
import { BUDGETS, referenceStage, SCRIPTS, STAGES, stagesWithout } from "./launcher/stages.ts";

interface Flags {
  readonly mode: string;
  readonly skipStages: readonly string[];
  readonly skipped: readonly string[];
  readonly preflightOnly?: true;
  readonly runDate?: string;
  readonly config: string;
}

const EPILOGUE = `Stages: backtest, parity, evaluator.
Exit codes: the workload's own; 64 no spot capacity anywhere; 69 the instance was lost; 2 usage or config.`;

/** The launcher of backtest, parity and evaluator: rents a spot instance, runs the stages on it, gives it back. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram({ ...packageJson, name: "backtester", epilogue: EPILOGUE });
  program
    .option("--mode <mode>", "what the backtest simulates: param-sweep", oneOf("param-sweep"), "param-sweep")
    .option("--no-pit-parity", "without the point-in-time pass, which the reference workload does not have")
    .option("--skip-stages <list>", "stages not to run, with commas", words, [])
    .option(
      "--skipped <name=boolean...>",
      "for the evaluator: steps that the operator skipped in this run",
      assignment,
      [],
    )
    .option("--preflight-only", "boot and check what the stages need, then exit 0: no fetch, no write")
    .option("--run-date <date>", "the run's date, YYYY-MM-DD (default: $RUN_DATE)")
    .option(
      "--config <file>",
      "the launcher's config, JSON or YAML",
      `${process.env.HOME}/alpha-engine-config/backtester/config.yaml`,
    )
    .action(launch);
  await runProgram(program, argv, exitCodeOf);
}

async function launch(flags: Flags): Promise<void> {
  const stages = stagesWithout(flags.skipStages);
  const preflightOnly = flags.preflightOnly === true;
  const exitCode = await runLauncher({
    app: "backtester",
    slug: stages.length === 1 && stages[0] !== undefined ? STAGES[stages[0]].slug : "backtester",
    runDate: flags.runDate,
    configPath: flags.config,
    scripts: referenceScripts({
      stages: stages.map((stage) => referenceStage(stage, flags)),
      preflightOnly,
      budgets: BUDGETS,
    }),
    knownScripts: SCRIPTS,
    heartbeats: preflightOnly ? [] : stages.map((stage) => STAGES[stage].slug),
  });
  throw new ExitError(exitCode);
}

function words(text: string): readonly string[] {
  return text.split(",").map((word) => word.trim());
}

/** The pair goes into a shell line on the instance: nothing but these two shapes may pass. */
function assignment(text: string, before: readonly string[] = []): readonly string[] {
  if (!/^[a-z_\d]+=(true|false)$/.test(text))
    throw new UsageError(`--skipped: expected name=true or name=false, got ${text}`);
  return [...before, text];
}
