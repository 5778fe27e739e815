import { createProgram, ExitError, runProgram } from "@alpha-engine/command-line";
import {
  launcherExitCode,
  launcherExitCodeHelp,
  launcherOptions,
  SpotWorkloadError,
  onceOnly,
  runLauncher,
} from "@alpha-engine/spot-workload/launcher";

import packageJson from "../../package.json" with { type: "json" };
import { BACKTESTER } from "../launcher/app.ts";
import { phaseList, vocabulary } from "../launcher/choose-phases.ts";
import { type GivenFlags, withEnvironment } from "../launcher/flags.ts";
import { MODE_NAMES, MODES, type ModeName, PHASES } from "../launcher/modes.ts";
import { stageList } from "../launcher/stage-names.ts";
import { planOf } from "../launcher/stages.ts";

/** The launcher of backtest, parity and evaluator: rents a spot instance, runs the stages on it, gives it back. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram({ ...packageJson, name: "backtester", epilogue: EPILOGUE });
  program
    .option("--mode <mode>", "what the backtest simulates (default: all)", onceOnly("--mode", modeName))
    .option("--smoke-only", "the mode smoke")
    .option("--skip-stages <list>", "stages not to run, with commas", onceOnly("--skip-stages", stageList))
    .option(
      "--skip-phases <list>",
      "phases of the backtest not to run",
      onceOnly("--skip-phases", phaseList("--skip-phases")),
    )
    .option(
      "--only-phases <list>",
      "phases of the backtest to run",
      onceOnly("--only-phases", phaseList("--only-phases")),
    )
    .option("--skip-phase4-evaluations", "the phases 4a, 4b and 4c are not run")
    .option("--force", "do every phase again, also when its artifact is there and its inputs are the same")
    .option(
      "--force-phases <list>",
      "the same for these phases",
      onceOnly("--force-phases", phaseList("--force-phases")),
    )
    .option("--no-pit-parity", "without the point-in-time pass")
    .option("--pit-parity-enabled", "with it, as by default")
    .option("--use-vectorized-sweep", "compute each average of the sweep once; the result is the same")
    .option("--dry-run", "do all the work and write below .dry-run/")
    .option("--freeze-evaluator", "report, and promote nothing")
    .option(
      "--skipped <name=boolean...>",
      "for the evaluator: steps that the operator skipped in this run",
      assignment,
    );
  for (const { flags, description, parse } of launcherOptions("backtester")) {
    if (parse === undefined) program.option(flags, description);
    else program.option(flags, description, parse);
  }
  program.action(launch);
  await runProgram(program, argv, launcherExitCode);
}

/** commander says pitParity: true where --no-pit-parity was not given. */
async function launch({ pitParity, ...given }: GivenFlags): Promise<void> {
  const flags = withEnvironment(pitParity === false ? { ...given, pitParity } : given);
  const exitCode = await runLauncher({
    app: BACKTESTER,
    ...planOf(flags),
    flags,
  });
  throw new ExitError(exitCode);
}

function modeName(text: string): ModeName {
  const [name = text, ...more] = vocabulary("--mode", "mode", text, MODE_NAMES);
  if (more.length > 0) throw new SpotWorkloadError("USAGE", `--mode: expected one mode, got ${text}`);
  return name as ModeName;
}

/** The pair goes into a shell line on the instance: nothing but these two shapes may pass. */
function assignment(text: string, before: readonly string[] = []): readonly string[] {
  if (!/^[a-z_\d]+=(true|false)$/.test(text))
    throw new SpotWorkloadError("USAGE", `--skipped: expected name=true or name=false, got ${text}`);
  return [...before, text];
}

const EPILOGUE = `Stages: backtest, parity, evaluator. Each stands alone: what it needs of another it reads from the bucket.

Modes of the backtest:
${Object.entries(MODES)
  .map(([name, { description }]) => `  ${name.padEnd(28)} ${description}`)
  .join("\n")}
Phases: ${PHASES.join(", ")}.
A smoke runs the backtest alone. Flags of a stage that is skipped are refused. --preflight-only goes with everything.

Environment: RUN_DATE; where the flag is not given SKIP_STAGES, SKIP_PHASES, ONLY_PHASES, FORCE_ALL, FORCE_PHASES, DRY_RUN,
SKIP_PHASE4_EVALUATIONS, FREEZE_EVALUATOR, USE_VECTORIZED_SWEEP; of the config AWS_REGION, S3_BUCKET, INSTANCE_TYPES,
SUBNETS, BRANCH, MAX_RUNTIME_SECONDS, MAX_SPOT_ATTEMPTS, SPOT_RETRY_BACKOFF_SECONDS, SF_EXECUTION_TIMEOUT. Flags win over
it, and it over the file.

${launcherExitCodeHelp()}`;
