import { openRun, parseRunDate, preflight, type Run } from "@alpha-engine/artifacts";
import { createProgram, oneOf, runProgram, UsageError } from "@alpha-engine/command-line";

import packageJson from "../../package.json" with { type: "json" };
import { backtest } from "./backtest/backtest.ts";
import { evaluator } from "./evaluator/evaluator.ts";
import { parseSkipped, SECTION_NAMES } from "./evaluator/skipped.ts";
import { parity } from "./parity/parity.ts";

interface Flags {
  readonly bucket: string;
  readonly runDate: string;
  readonly preflightOnly?: true;
}

interface EvaluatorFlags extends Flags {
  readonly skipped?: readonly string[];
}

type StageWork = (run: Run, log: (line: string) => void) => Promise<void>;

const EPILOGUE = `Every artifact lies under the run's date: backtest/<run-date>/{simulation,parity,evaluator}/ with a manifest.json.
Exit codes: 0 done; 1 failed, one line on stderr says why; 2 usage.`;

/** `backtester-workload <stage> --bucket B --run-date D [--preflight-only]` */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram({
    name: "backtester-workload",
    description: "A strategy's parameters swept over the prices, recomputed, and reported.",
    version: packageJson.version,
    epilogue: EPILOGUE,
  });
  const stage = (name: string, description: string): ReturnType<typeof program.command> =>
    program
      .command(name)
      .description(description)
      .requiredOption("--bucket <name>", "where the artifacts lie", bucketOption)
      .requiredOption("--run-date <date>", "the run's date, YYYY-MM-DD", runDateOption)
      .option("--preflight-only", "check what the stage needs, then exit 0: no fetch, no write");

  stage("backtest", "sweep the parameters and choose one")
    .option("--mode <mode>", "what to simulate: param-sweep", oneOf("param-sweep"), "param-sweep")
    .action((flags: Flags) => perform("backtest", backtest, flags));
  stage("parity", "recompute the chosen run another way and compare day by day").action((flags: Flags) =>
    perform("parity", parity, flags),
  );
  stage("evaluator", "join what the run has made into a report")
    .option(
      "--skipped <name=boolean>",
      `a step the operator skipped; may be repeated (${SECTION_NAMES.join(", ")})`,
      (text: string, before: readonly string[] | undefined) => [...(before ?? []), text],
    )
    .action((flags: EvaluatorFlags) => {
      const skipped = parseSkipped(flags.skipped ?? []);
      return perform("evaluator", (run, log) => evaluator(run, log, skipped), flags);
    });
  await runProgram(program, argv);
}

async function perform(stage: string, work: StageWork, { bucket, runDate, preflightOnly }: Flags): Promise<void> {
  console.log(`backtester ${stage}: run_date ${runDate}`);
  if (preflightOnly === true) {
    await preflight({ bucket }, { log: (line) => console.log(`preflight: ${line}`) });
    console.log("preflight passed: nothing fetched, nothing written");
    return;
  }
  await work(openRun({ bucket, runDate }), console.log);
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
