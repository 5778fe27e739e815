import { MANIFEST_NAME, parseRunDate, preflight, type PreflightOptions, stagePrefix } from "@alpha-engine/artifacts";
import { createProgram, runProgram, UsageError } from "@alpha-engine/command-line";

import { openRun, type Run, type Under } from "../stages/open-run.ts";
import type { Stage } from "../stages/stage.ts";
import { needsOption, type StageNeeds } from "./needs.ts";

/** One stage of a workload: reads artifacts of the run, publishes its own, tells what it does line by line. */
export interface WorkloadStage {
  readonly name: string;
  readonly description: string;
  readonly work: (run: Run, log: (line: string) => void, flags: StageFlags) => Promise<void>;
  /** Options of this stage alone, as commander takes them. */
  readonly options?: readonly StageOption[] | undefined;
  /** Artifacts that it reads and writes, for the preflight; what the flags change is the stage's to say. */
  readonly reads: readonly Stage[] | ((flags: StageFlags) => readonly Stage[]);
  readonly writes: readonly Stage[] | ((flags: StageFlags) => readonly Stage[]);
  /** Where it writes, if not where every run does. */
  readonly under?: ((flags: StageFlags) => Under) | undefined;
  /** Files of the libraries that it stands on, by package name: their versions are checked and told in the preflight. */
  readonly libraries?: Readonly<Record<string, string>> | undefined;
}

/** An option of one stage, beside those that every stage has. */
export interface StageOption {
  /** As commander takes them: `--rows <n>`, or `--fast` for a flag. */
  readonly flags: string;
  readonly description: string;
  /** Absent for a flag without a value. */
  readonly parse?: ((text: string, before: unknown) => unknown) | undefined;
  /** The value where the option is not given; only for one with `parse`. */
  readonly default?: unknown;
}

/** What a stage was called with, by option in camel case: `bucket`, `runDate` and the options of its own. */
export type StageFlags = Readonly<Record<string, unknown>>;

/** A workload as a command: its name, its help and its stages, each a subcommand. */
export interface Workload {
  /** The application, e.g. `backtester`. */
  readonly app: string;
  readonly description: string;
  readonly version: string;
  /** Stands at the end of the help. */
  readonly epilogue: string;
  readonly stages: readonly WorkloadStage[];
}

interface Flags extends StageFlags {
  readonly bucket: string;
  readonly runDate: string;
  readonly preflightOnly?: true;
  readonly needs?: StageNeeds;
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
      .option("--preflight-only", "check what the stage needs, then exit 0: no fetch, no write")
      .option("--needs <json>", "with --preflight-only: what else is needed", needsOption);
    for (const { flags, description, parse, default: initial } of stage.options ?? []) {
      if (parse === undefined) command.option(flags, description);
      else command.option(flags, description, parse, initial);
    }
    command.action((flags: Flags) => perform(app, version, stage, flags));
  }
  await runProgram(program, argv);
}

async function perform(app: string, version: string, stage: WorkloadStage, flags: Flags): Promise<void> {
  const { bucket, runDate } = flags;
  const under = stage.under?.(flags);
  console.log(`${app} ${stage.name}: run_date ${runDate}`);
  if (flags.preflightOnly === true) {
    console.log(`preflight: ${app} ${version}`);
    await preflight({ ...needsOf(stage, flags), onCheck: (line) => console.log(`preflight: ${line}`) });
    console.log("preflight passed: nothing fetched, nothing written");
    return;
  }
  await stage.work(openRun({ bucket, runDate, under }), console.log, flags);
}

/** What the stage needs, and what the launcher's config says that it needs. */
function needsOf(stage: WorkloadStage, flags: Flags): PreflightOptions {
  const { bucket, runDate, needs: { writes = [], ...needs } = {} } = flags;
  const stages = (of: WorkloadStage["reads"]): readonly Stage[] => (typeof of === "function" ? of(flags) : of);
  const under = stage.under?.(flags) ?? "";
  return {
    ...needs,
    bucket,
    reads: stages(stage.reads).map((name) => stagePrefix(name, runDate) + MANIFEST_NAME),
    writes: [...stages(stage.writes).map((name) => under + stagePrefix(name, runDate)), ...writes],
    libraries: stage.libraries,
  };
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
