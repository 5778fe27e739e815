import { integer, oneOf, UsageError } from "@alpha-engine/command-line";
import { CHALLENGERS } from "@alpha-engine/predictor";

import packageJson from "../../package.json" with { type: "json" };
import { train } from "../predictor/train.ts";
import { fitChallengers } from "../predictor/zoo/fit-challengers.ts";
import { select } from "../predictor/zoo/select.ts";
import { rotation, type Spec, SPECS, specNamed } from "../predictor/zoo/specs.ts";
import type { Stage } from "../stages/stage.ts";
import { runWorkload, type StageFlags, type WorkloadStage } from "./stage-command.ts";

/** Six years: three to warm up, and some to be forecast. */
const SMOKE_DAYS = 1512;

const specOf = ({ spec }: StageFlags): Spec => {
  if (spec === undefined) throw new UsageError(`--spec: which one? ${CHALLENGERS.join(", ")}`);
  return specNamed(spec as string);
};
const rotationOf = ({ runDate, budget }: StageFlags): readonly Spec[] => rotation(runDate as string, budget as number);
const zooStage = ({ id }: Spec): Stage => `predictor/zoo/${id}`;

const STAGES: readonly WorkloadStage[] = [
  {
    name: "train",
    description: "fit the model on the prices and validate it year by year",
    work: (run, log, { shadowBasis }) => train(run, log, { shadowBasis: shadowBasis as "crsp" | undefined }),
    reads: ["data/prices"],
    writes: ["predictor"],
    options: [{ flags: "--shadow-basis <basis>", description: "train a shadow too: crsp", parse: oneOf("crsp") }],
  },
  {
    name: "smoke",
    description: "train on the last six years, below .smoke/",
    work: (run, log) => train(run, log, { lastDays: SMOKE_DAYS }),
    reads: ["data/prices"],
    writes: ["predictor"],
    under: () => ".smoke/",
  },
  {
    name: "model-zoo-weekly",
    description: "fit the challengers whose turn it is in the week of the run_date",
    work: (run, log, flags) => fitChallengers(run, log, rotationOf(flags)),
    reads: ["data/prices"],
    writes: (flags) => rotationOf(flags).map(zooStage),
    options: [
      {
        flags: "--budget <n>",
        description: "how many challengers",
        parse: integer(1, 99),
        default: 3,
      },
    ],
  },
  {
    name: "model-zoo-spec",
    description: "fit one challenger",
    work: (run, log, flags) => fitChallengers(run, log, [specOf(flags)]),
    reads: ["data/prices"],
    writes: (flags) => [zooStage(specOf(flags))],
    options: [{ flags: "--spec <id>", description: CHALLENGERS.join(", "), parse: oneOf(...CHALLENGERS) }],
  },
  {
    name: "model-zoo-select",
    description: "hold champion and challengers against each other",
    work: select,
    reads: ["predictor", ...SPECS.map(zooStage)],
    writes: ["predictor/selection"],
  },
];

/** `predictor-workload <stage> --bucket B --run-date D [--preflight-only]` */
export async function main(argv: readonly string[]): Promise<void> {
  const description = "A small model of the next day's direction, validated walk-forward, and its challengers.";
  await runWorkload(
    { app: "predictor", description, version: packageJson.version, epilogue: EPILOGUE, stages: STAGES },
    argv,
  );
}

const EPILOGUE = `The model lies under the run's date: predictor/<run-date>/, its challengers below zoo/, each with a manifest.json.
Exit codes: 0 done; 1 failed, one line on stderr says why; 2 usage.`;
