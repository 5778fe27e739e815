import { choosePhases, MODE_NAMES, type ModeName, MODES, type Phase, phaseList } from "@alpha-engine/backtester";
import { oneOf } from "@alpha-engine/command-line";

import packageJson from "../../package.json" with { type: "json" };
import { backtest } from "../backtester/backtest/backtest.ts";
import { PHASE_WORK } from "../backtester/backtest/phases.ts";
import { evaluator } from "../backtester/evaluator/evaluator.ts";
import { SECTIONS } from "../backtester/evaluator/sections.ts";
import { addSkipped, SECTION_NAMES, type Skipped } from "../backtester/evaluator/skipped.ts";
import { parity } from "../backtester/parity/parity.ts";
import type { Stage } from "../stages/stage.ts";
import { runWorkload, type StageFlags, type WorkloadStage } from "./stage-command.ts";

const DRY_RUN = { flags: "--dry-run", description: "do all the work and write below .dry-run/" };
const underOf = ({ dryRun, mode }: StageFlags): "" | ".dry-run/" | ".smoke/" =>
  mode !== undefined && MODES[mode as ModeName].isSmoke ? ".smoke/" : dryRun === true ? ".dry-run/" : "";
const phasesOf = ({ mode, phases }: StageFlags): readonly Phase[] =>
  choosePhases(mode as ModeName, { onlyPhases: phases as readonly string[] | undefined });
const phaseStage = (phase: Phase): Stage => `backtest/${phase}`;

const STAGES: readonly WorkloadStage[] = [
  {
    name: "backtest",
    description: "simulate: sweep the parameters, trade on the forecasts, size by mean and variance",
    work: (run, log, flags) =>
      backtest(run, log, {
        mode: flags.mode as ModeName,
        phases: phasesOf(flags),
        forcePhases: flags.forcePhases as readonly string[] | undefined,
        vectorized: flags.useVectorizedSweep === true,
      }),
    // What one phase leaves for the next is made on the way.
    reads: (flags) => {
      const own = new Set<Stage>(phasesOf(flags).map(phaseStage));
      return phasesOf(flags).flatMap((phase) => PHASE_WORK[phase].reads.filter((stage) => !own.has(stage)));
    },
    writes: (flags) => phasesOf(flags).map(phaseStage),
    under: underOf,
    options: [
      { flags: "--mode <mode>", description: MODE_NAMES.join(", "), parse: oneOf(...MODE_NAMES), default: "all" },
      { flags: "--phases <list>", description: "only these of the mode's phases", parse: phaseList("--phases") },
      { flags: "--force-phases <list>", description: "make these again", parse: phaseList("--force-phases") },
      { flags: "--use-vectorized-sweep", description: "compute each average of the sweep once" },
      DRY_RUN,
    ],
  },
  {
    name: "parity",
    description: "recompute the chosen run another way and compare day by day",
    work: parity,
    reads: ["data/prices", "backtest/simulation"],
    writes: ["backtest/parity"],
    under: underOf,
    options: [DRY_RUN],
  },
  {
    name: "evaluator",
    description: "join what the run has made into a report, and promote what has stood the test",
    work: (run, log, { skipped = {}, freeze }) => evaluator(run, log, skipped as Skipped, { freeze: freeze === true }),
    reads: SECTION_NAMES.map((name) => SECTIONS[name].stage),
    writes: ({ freeze }) => ["backtest/evaluator", ...(freeze === true ? [] : (["backtest/promotion"] as const))],
    under: underOf,
    options: [
      {
        flags: "--skipped <name=boolean>",
        description: `a step the operator skipped; may be repeated (${SECTION_NAMES.join(", ")})`,
        parse: (text, before) => addSkipped(text, before ?? {}),
      },
      { flags: "--freeze", description: "report, and promote nothing" },
      DRY_RUN,
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

const EPILOGUE = `Every artifact lies under the run's date: backtest/<run-date>/<stage or phase>/ with a manifest.json.
Exit codes: 0 done; 1 failed, one line on stderr says why; 2 usage.`;
