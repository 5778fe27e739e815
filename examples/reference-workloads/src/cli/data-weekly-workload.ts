import packageJson from "../../package.json" with { type: "json" };
import { drift } from "../data-weekly/drift/drift.ts";
import { morningEnrich } from "../data-weekly/enrich/morning-enrich.ts";
import { phase1 } from "../data-weekly/phase1.ts";
import { rag } from "../data-weekly/rag/rag.ts";
import { smoke } from "../data-weekly/smoke.ts";
import { runWorkload, type WorkloadStage } from "./stage-command.ts";

const DRY_RUN = { flags: "--dry-run", description: "do all the work and write nothing" };
const libraries = { "vega-datasets": import.meta.resolve("vega-datasets") };

const STAGES: readonly WorkloadStage[] = [
  {
    name: "morning-enrich",
    description: "read the vendor's series, fill and verify the daily closes",
    work: morningEnrich,
    reads: [],
    writes: ["data/daily_closes"],
    libraries,
  },
  {
    name: "phase1",
    description: "validate the daily closes, compute the features, publish the prices",
    work: phase1,
    reads: ["data/daily_closes"],
    writes: ["data/prices"],
  },
  {
    name: "rag",
    description: "describe the market month by month and index the descriptions",
    work: (run, log, { dryRun }) => rag(run, log, { dryRun: dryRun === true }),
    reads: ["data/prices"],
    writes: ({ dryRun }) => (dryRun === true ? [] : ["data/rag"]),
    options: [DRY_RUN],
  },
  {
    name: "drift",
    description: "hold the features of the last year against those before",
    work: (run, log, { dryRun, alert }) => drift(run, log, { dryRun: dryRun === true, alert: alert === true }),
    reads: ["data/prices"],
    writes: ({ dryRun }) => (dryRun === true ? [] : ["data/drift"]),
    options: [DRY_RUN, { flags: "--alert", description: "say ALERT for each feature that has drifted" }],
  },
  {
    name: "smoke",
    description: "all of it on the last six years of the series, below .smoke/",
    work: smoke,
    reads: [],
    writes: ["data/daily_closes", "data/prices", "data/rag", "data/drift", "data/smoke"],
    under: () => ".smoke/",
    libraries,
  },
];

/** `data-weekly-workload <stage> --bucket B --run-date D [--preflight-only]` */
export async function main(argv: readonly string[]): Promise<void> {
  const description = "The weekly data stages on the daily S&P 500 since 2000.";
  await runWorkload(
    { app: "data-weekly", description, version: packageJson.version, epilogue: EPILOGUE, stages: STAGES },
    argv,
  );
}

const EPILOGUE = `Every artifact lies under the run's date: data/<run-date>/{daily_closes,prices,rag,drift}/ with a manifest.json.
Exit codes: 0 done; 1 failed, one line on stderr says why; 2 usage.`;
