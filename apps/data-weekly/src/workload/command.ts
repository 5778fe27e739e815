import { runWorkload } from "@alpha-engine/artifacts/stage-command";

import packageJson from "../../package.json" with { type: "json" };
import { morningEnrich } from "./enrich/morning-enrich.ts";
import { phase1 } from "./phase1.ts";
import { rag } from "./rag/rag.ts";

/** `data-weekly-workload <stage> --bucket B --run-date D [--preflight-only]` */
export async function main(argv: readonly string[]): Promise<void> {
  const stages = [
    {
      name: "morning-enrich",
      description: "read the vendor's series, fill and verify the daily closes",
      work: morningEnrich,
      libraries: { "vega-datasets": import.meta.resolve("vega-datasets") },
    },
    {
      name: "phase1",
      description: "validate the daily closes, compute the features, publish the prices",
      work: phase1,
    },
    { name: "rag", description: "describe the market month by month and index the descriptions", work: rag },
  ];
  const description = "The weekly data stages on the daily S&P 500 since 2000.";
  await runWorkload(
    { app: "data-weekly", description, version: packageJson.version, epilogue: EPILOGUE, stages },
    argv,
  );
}

const EPILOGUE = `Every artifact lies under the run's date: data/<run-date>/{daily_closes,prices,rag}/ with a manifest.json.
Exit codes: 0 done; 1 failed, one line on stderr says why; 2 usage.`;
