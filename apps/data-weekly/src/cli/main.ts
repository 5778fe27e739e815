import { createProgram, ExitError, runProgram } from "@alpha-engine/command-line";
import {
  launcherExitCode,
  launcherExitCodeHelp,
  type LauncherFlags,
  launcherOptions,
  runLauncher,
} from "@alpha-engine/spot-workload/launcher";

import packageJson from "../../package.json" with { type: "json" };
import { DATA_WEEKLY } from "../launcher/app.ts";
import { MODE_FLAGS, modeOf, MODES } from "../launcher/modes.ts";

type Flags = LauncherFlags & Readonly<Record<string, unknown>>;

/** The launcher of the weekly data steps: rents a spot instance, runs the mode's stages on it, gives it back. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram({ ...packageJson, name: "data-weekly", epilogue: EPILOGUE });
  program.argument("[mode]", "a mode by its name (default: full)");
  for (const [flag, mode] of Object.entries(MODE_FLAGS))
    program.option(flag, `${MODES[mode].description}: the mode ${mode}`);
  for (const { flags, description, parse } of launcherOptions("data-weekly")) {
    if (parse === undefined) program.option(flags, description);
    else program.option(flags, description, parse);
  }
  program.action(launch);
  await runProgram(program, argv, launcherExitCode);
}

async function launch(word: string | undefined, flags: Flags): Promise<void> {
  const given = (Object.keys(MODE_FLAGS) as readonly `--${string}`[]).filter((flag) => flags[camelCase(flag)] === true);
  const { slug, stages, heartbeats } = MODES[modeOf(word, given)];
  const exitCode = await runLauncher({
    app: DATA_WEEKLY,
    slug,
    stages,
    heartbeats,
    flags,
  });
  throw new ExitError(exitCode);
}

function camelCase(flag: string): string {
  return flag.slice(2).replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

const EPILOGUE = `Modes:
${Object.entries(MODES)
  .map(([name, { description }]) => `  ${name.padEnd(15)} ${description}`)
  .join("\n")}
"drift --smoke-only" is drift-smoke. Two different modes are refused. --preflight-only goes with each of them.

Environment: RUN_DATE; of the config AWS_REGION, S3_BUCKET, INSTANCE_TYPES, SUBNETS, BRANCH, MAX_RUNTIME_SECONDS,
MAX_SPOT_ATTEMPTS, SPOT_RETRY_BACKOFF_SECONDS, SF_EXECUTION_TIMEOUT. Flags win over it, and it over the file.

${launcherExitCodeHelp()}`;
