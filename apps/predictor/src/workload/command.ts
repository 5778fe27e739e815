import { runWorkload } from "@alpha-engine/artifacts/stage-command";

import packageJson from "../../package.json" with { type: "json" };
import { train } from "./train.ts";

/** `predictor-workload train --bucket B --run-date D [--preflight-only]` */
export async function main(argv: readonly string[]): Promise<void> {
  const stages = [
    { name: "train", description: "fit the model on the prices and validate it year by year", work: train },
  ];
  const description = "A small model of the next day's direction, validated walk-forward.";
  await runWorkload({ app: "predictor", description, version: packageJson.version, epilogue: EPILOGUE, stages }, argv);
}

const EPILOGUE = `The model lies under the run's date: predictor/<run-date>/ with a manifest.json.
Exit codes: 0 done; 1 failed, one line on stderr says why; 2 usage.`;
