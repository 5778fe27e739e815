import { runWorkload, type WorkloadStage } from "@alpha-engine/artifacts/stage-command";
import { oneOf } from "@alpha-engine/command-line";

import packageJson from "../../package.json" with { type: "json" };
import { backtest } from "./backtest/backtest.ts";
import { evaluator } from "./evaluator/evaluator.ts";
import { addSkipped, SECTION_NAMES, type Skipped } from "./evaluator/skipped.ts";
import { parity } from "./parity/parity.ts";

const STAGES: readonly WorkloadStage[] = [
  {
    name: "backtest",
    description: "sweep the parameters and choose one",
    work: backtest,
    options: [
      {
        flags: "--mode <mode>",
        description: "what to simulate: param-sweep",
        parse: oneOf("param-sweep"),
        default: "param-sweep",
      },
    ],
  },
  { name: "parity", description: "recompute the chosen run another way and compare day by day", work: parity },
  {
    name: "evaluator",
    description: "join what the run has made into a report",
    work: (run, log, { skipped = {} }) => evaluator(run, log, skipped as Skipped),
    options: [
      {
        flags: "--skipped <name=boolean>",
        description: `a step the operator skipped; may be repeated (${SECTION_NAMES.join(", ")})`,
        parse: (text, before) => addSkipped(text, before ?? {}),
      },
    ],
  },
];

/** `backtester-workload <stage> --bucket B --run-date D [--preflight-only]` */
export async function main(argv: readonly string[]): Promise<void> {
  const description = "A strategy's parameters swept over the prices, recomputed, and reported.";
  await runWorkload(
    { app: "backtester", description, version: packageJson.version, epilogue: EPILOGUE, stages: STAGES },
    argv,
  );
}

const EPILOGUE = `Every artifact lies under the run's date: backtest/<run-date>/{simulation,parity,evaluator}/ with a manifest.json.
Exit codes: 0 done; 1 failed, one line on stderr says why; 2 usage.`;
