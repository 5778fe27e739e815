import { createProgram, ExitError, runProgram, UsageError } from "@alpha-engine/command-line";
import { exitCodeOf, referenceScripts, runLauncher } from "@alpha-engine/spot-workload";

import packageJson from "../package.json" with { type: "json" };
import { BUDGETS, type ModeName, MODES, SCRIPTS } from "./launcher/modes.ts";

type Flags = { readonly preflightOnly?: true; readonly runDate?: string; readonly config: string } & Readonly<
  Partial<Record<"morningEnrichOnly" | "phase1Only" | "ragOnly" | "dataOnly", true>>
>;

const EPILOGUE = `Exit codes: the workload's own; 64 no spot capacity anywhere; 69 the instance was lost; 2 usage or config.`;

/** The launcher of the weekly data steps: rents a spot instance, runs the mode's stages on it, gives it back. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram({ ...packageJson, name: "data-weekly", epilogue: EPILOGUE });
  program
    .option("--morning-enrich-only", "only the fill of the daily closes")
    .option("--phase1-only", "only validation and publication of the prices")
    .option("--rag-only", "only the document index")
    .option("--data-only", "daily closes and prices, no index")
    .option("--preflight-only", "boot and check what the mode needs, then exit 0: no fetch, no write")
    .option("--run-date <date>", "the run's date, YYYY-MM-DD (default: $RUN_DATE)")
    .option(
      "--config <file>",
      "the launcher's config, JSON or YAML",
      `${process.env.HOME}/alpha-engine-config/data-weekly/config.yaml`,
    )
    .action(launch);
  await runProgram(program, argv, exitCodeOf);
}

async function launch(flags: Flags): Promise<void> {
  const { slug, stages, heartbeats } = MODES[modeOf(flags)];
  const preflightOnly = flags.preflightOnly === true;
  const exitCode = await runLauncher({
    app: "data-weekly",
    slug,
    runDate: flags.runDate,
    configPath: flags.config,
    scripts: referenceScripts({ stages, preflightOnly, budgets: BUDGETS }),
    knownScripts: SCRIPTS,
    heartbeats: preflightOnly ? [] : heartbeats,
  });
  throw new ExitError(exitCode);
}

function modeOf(flags: Flags): ModeName {
  const chosen = [
    flags.morningEnrichOnly && "morning-enrich-only",
    flags.phase1Only && "phase1-only",
    flags.ragOnly && "rag-only",
    flags.dataOnly && "data-only",
  ].filter((mode) => mode !== undefined);
  if (chosen.length > 1) throw new UsageError(`contradictory modes: --${chosen.join(" and --")}; give one`);
  return (chosen[0] as ModeName | undefined) ?? "full";
}
