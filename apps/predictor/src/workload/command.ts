import { openRun, parseRunDate, preflight } from "@alpha-engine/artifacts";
import { createProgram, runProgram, UsageError } from "@alpha-engine/command-line";

import packageJson from "../../package.json" with { type: "json" };
import { train } from "./train.ts";

interface Flags {
  readonly bucket: string;
  readonly runDate: string;
  readonly preflightOnly?: true;
}

const EPILOGUE = `The model lies under the run's date: predictor/<run-date>/ with a manifest.json.
Exit codes: 0 done; 1 failed, one line on stderr says why; 2 usage.`;

/** `predictor-workload train --bucket B --run-date D [--preflight-only]` */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram({
    name: "predictor-workload",
    description: "A small model of the next day's direction, validated walk-forward.",
    version: packageJson.version,
    epilogue: EPILOGUE,
  });
  program
    .command("train")
    .description("fit the model on the prices and validate it year by year")
    .requiredOption("--bucket <name>", "where the artifacts lie", bucketOption)
    .requiredOption("--run-date <date>", "the run's date, YYYY-MM-DD", runDateOption)
    .option("--preflight-only", "check what the stage needs, then exit 0: no fetch, no write")
    .action(perform);
  await runProgram(program, argv);
}

async function perform({ bucket, runDate, preflightOnly }: Flags): Promise<void> {
  console.log(`predictor train: run_date ${runDate}`);
  if (preflightOnly === true) {
    await preflight({ bucket }, { log: (line) => console.log(`preflight: ${line}`) });
    console.log("preflight passed: nothing fetched, nothing written");
    return;
  }
  await train(openRun({ bucket, runDate }), console.log);
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
