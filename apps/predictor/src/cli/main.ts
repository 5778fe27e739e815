import { createProgram, ExitError, oneOf, runProgram } from "@alpha-engine/command-line";
import { nearest } from "@alpha-engine/dialect";
import {
  launcherExitCode,
  launcherExitCodeHelp,
  type LauncherFlags,
  launcherOptions,
  SpotWorkloadError,
  onceOnly,
  runLauncher,
} from "@alpha-engine/spot-workload/launcher";

import packageJson from "../../package.json" with { type: "json" };
import { PREDICTOR } from "../launcher/app.ts";
import { CHALLENGERS } from "../launcher/challengers.ts";
import { type ModeFlags, modeOf, MODES } from "../launcher/modes.ts";

/** The launcher of predictor training: rents a spot instance, trains on it, gives it back. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram({ ...packageJson, name: "predictor", epilogue: EPILOGUE });
  program
    .argument("[mode]", "a mode by its name (default: both)")
    .option("--both", "smoke, then full training: the mode both")
    .option("--full-only", "full training: the mode full")
    .option("--smoke-only", "train on the last years only: the mode smoke")
    .option("--model-zoo-weekly", "fit the challengers whose turn it is: the mode model-zoo-weekly")
    .option(
      "--model-zoo-spec <id>",
      `fit one challenger: ${CHALLENGERS.join(", ")}`,
      onceOnly("--model-zoo-spec", specId),
    )
    .option("--model-zoo-select", "hold champion and challengers against each other: the mode model-zoo-select")
    .option(
      "--shadow-basis <basis>",
      "with full training: train a shadow on prices adjusted as in this basis (crsp)",
      oneOf("crsp"),
    );
  for (const { flags, description, parse } of launcherOptions("predictor")) {
    if (parse === undefined) program.option(flags, description);
    else program.option(flags, description, parse);
  }
  program.action(launch);
  await runProgram(program, argv, launcherExitCode);
}

async function launch(word: string | undefined, flags: LauncherFlags & ModeFlags): Promise<void> {
  const { slug, stages, heartbeats } = modeOf(word, flags);
  const exitCode = await runLauncher({
    app: PREDICTOR,
    slug,
    stages,
    heartbeats,
    flags,
  });
  throw new ExitError(exitCode);
}

function specId(text: string): string {
  if (CHALLENGERS.some((id) => id === text)) return text;
  const near = nearest(text, CHALLENGERS);
  throw new SpotWorkloadError(
    "USAGE",
    `--model-zoo-spec: no spec '${text}'${near === undefined ? "" : ` (did you mean ${near}?)`}; expected one of ${CHALLENGERS.join(", ")}`,
  );
}

const EPILOGUE = `Modes:
${Object.entries(MODES)
  .map(([name, description]) => `  ${name.padEnd(17)} ${description}`)
  .join("\n")}
Two different modes are refused. --preflight-only goes with each of them.

Environment: RUN_DATE, MODEL_ZOO_WEEKLY_BUDGET (3); of the config AWS_REGION, S3_BUCKET, INSTANCE_TYPES, SUBNETS, BRANCH,
MAX_RUNTIME_SECONDS, MAX_SPOT_ATTEMPTS, SPOT_RETRY_BACKOFF_SECONDS, SF_EXECUTION_TIMEOUT. Flags win over it, and it over
the file.

${launcherExitCodeHelp()}`;
