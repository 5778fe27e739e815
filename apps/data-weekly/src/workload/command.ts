import { openRun, parseRunDate, preflight, type Run } from "@alpha-engine/artifacts";
import { createProgram, runProgram, UsageError } from "@alpha-engine/command-line";

import packageJson from "../../package.json" with { type: "json" };
import { morningEnrich } from "./enrich/morning-enrich.ts";
import { phase1 } from "./phase1.ts";
import { rag } from "./rag/rag.ts";

/** One stage of the workload: reads artifacts of the run, publishes its own, tells what it does line by line. */
type StageWork = (run: Run, log: (line: string) => void) => Promise<void>;

interface Flags {
  readonly bucket: string;
  readonly runDate: string;
  readonly preflightOnly?: true;
}

const STAGES: Readonly<Record<string, { readonly description: string; readonly work: StageWork }>> = {
  "morning-enrich": { description: "read the vendor's series, fill and verify the daily closes", work: morningEnrich },
  phase1: { description: "validate the daily closes, compute the features, publish the prices", work: phase1 },
  rag: { description: "describe the market month by month and index the descriptions", work: rag },
};

const EPILOGUE = `Every artifact lies under the run's date: data/<run-date>/{daily_closes,prices,rag}/ with a manifest.json.
Exit codes: 0 done; 1 failed, one line on stderr says why; 2 usage.`;

/** `data-weekly-workload <stage> --bucket B --run-date D [--preflight-only]` */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram({
    name: "data-weekly-workload",
    description: "The weekly data stages on the daily S&P 500 since 2000.",
    version: packageJson.version,
    epilogue: EPILOGUE,
  });
  for (const [stage, { description, work }] of Object.entries(STAGES)) {
    program
      .command(stage)
      .description(description)
      .requiredOption("--bucket <name>", "where the artifacts lie", bucketOption)
      .requiredOption("--run-date <date>", "the run's date, YYYY-MM-DD", runDateOption)
      .option("--preflight-only", "check what the stage needs, then exit 0: no fetch, no write")
      .action((flags: Flags) => perform(stage, work, flags));
  }
  await runProgram(program, argv);
}

async function perform(stage: string, work: StageWork, { bucket, runDate, preflightOnly }: Flags): Promise<void> {
  console.log(`data-weekly ${stage}: run_date ${runDate}`);
  if (preflightOnly === true) {
    const libraries = stage === "morning-enrich" ? { "vega-datasets": import.meta.resolve("vega-datasets") } : {};
    await preflight({ bucket, libraries }, { log: (line) => console.log(`preflight: ${line}`) });
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
