import { createProgram, runProgram, UsageError } from "@alpha-engine/command-line";

import { preflight } from "../preflight/preflight.ts";
import { openRun, type Run } from "../run/open-run.ts";
import { parseRunDate } from "../run/run-date.ts";

/** One stage of a workload: reads artifacts of the run, publishes its own, tells what it does line by line. */
export interface WorkloadStage {
  readonly name: string;
  readonly description: string;
  readonly work: (run: Run, log: (line: string) => void, flags: StageFlags) => Promise<void>;
  /** Options of this stage alone, as commander takes them. */
  readonly options?: readonly StageOption[] | undefined;
  /** Files of the libraries that it stands on, by package name: their versions are checked and told in the preflight. */
  readonly libraries?: Readonly<Record<string, string>> | undefined;
}

export interface StageOption {
  readonly flags: string;
  readonly description: string;
  readonly parse: (text: string, before: unknown) => unknown;
  readonly default?: unknown;
}

export type StageFlags = Readonly<Record<string, unknown>>;

export interface Workload {
  /** The application, e.g. `backtester`. */
  readonly app: string;
  readonly description: string;
  readonly version: string;
  readonly epilogue: string;
  readonly stages: readonly WorkloadStage[];
}

interface Flags extends StageFlags {
  readonly bucket: string;
  readonly runDate: string;
  readonly preflightOnly?: true;
}

/** The command line of a workload: `<app>-workload <stage> --bucket B --run-date D [--preflight-only]`. */
export async function runWorkload(
  { app, description, version, epilogue, stages }: Workload,
  argv: readonly string[],
): Promise<void> {
  const program = createProgram({ name: `${app}-workload`, description, version, epilogue });
  for (const stage of stages) {
    const command = program
      .command(stage.name)
      .description(stage.description)
      .requiredOption("--bucket <name>", "where the artifacts lie", bucketOption)
      .requiredOption("--run-date <date>", "the run's date, YYYY-MM-DD", runDateOption)
      .option("--preflight-only", "check what the stage needs, then exit 0: no fetch, no write");
    for (const option of stage.options ?? [])
      command.option(option.flags, option.description, option.parse, option.default);
    command.action((flags: Flags) => perform(app, stage, flags));
  }
  await runProgram(program, argv);
}

async function perform(app: string, { name, work, libraries = {} }: WorkloadStage, flags: Flags): Promise<void> {
  const { bucket, runDate } = flags;
  console.log(`${app} ${name}: run_date ${runDate}`);
  if (flags.preflightOnly === true) {
    await preflight({ bucket, libraries }, { log: (line) => console.log(`preflight: ${line}`) });
    console.log("preflight passed: nothing fetched, nothing written");
    return;
  }
  await work(openRun({ bucket, runDate }), console.log, flags);
}

/** An empty word is a variable that was not set. */
function bucketOption(text: string): string {
  if (text.trim() === "") throw new UsageError("--bucket is empty: expected the name of a bucket");
  return text;
}

function runDateOption(text: string): string {
  try {
    return parseRunDate(text);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
