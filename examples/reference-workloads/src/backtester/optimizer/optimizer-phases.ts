import type { ArtifactFile } from "@alpha-engine/artifacts";

import { lineChart } from "../../chart/line-chart.ts";
import { formatCsv } from "../../series/csv.ts";
import { roundTo } from "../../series/round-to.ts";
import type { Run } from "../../stages/open-run.ts";
import { type DatedMarket, readMarket } from "../backtest/market.ts";
import { performance, type Performance } from "../backtest/performance.ts";
import type { PhaseOptions } from "../backtest/phase-options.ts";
import { simulate } from "../backtest/simulate.ts";
import { COST_BPS } from "../backtest/sweep.ts";
import { ESTIMATORS, type Estimator, targetWeights } from "./target-weights.ts";

type Log = (line: string) => void;

const START = 253;
const IN_SAMPLE_SHARE = 0.65;
const GAMMAS = [1, 2, 4, 8, 16] as const;
const USUAL_GAMMA = 4;
const DIGITS = 10;

interface Sized {
  readonly name: string;
  readonly equity: Float64Array;
  readonly inSample: Performance;
  readonly outOfSample: Performance;
}

interface Choice {
  readonly schemaVersion: 1;
  readonly runDate: string;
  readonly chosen: string;
  readonly split: string;
  readonly candidates: readonly Omit<Sized, "equity">[];
}

/** Phase `cov_estimator_sweep`: which estimate of the variance does best on the days before the split. */
export async function covEstimatorSweep(run: Run, log: Log, { lastDays }: PhaseOptions): Promise<void> {
  const market = await readMarket(run, log, lastDays);
  const candidates = ESTIMATORS.map((estimator) =>
    measure(estimator, market, targetWeights(market.close, { estimator, gamma: USUAL_GAMMA })),
  );
  await publish(run, log, {
    stage: "backtest/cov_estimator_sweep",
    market,
    sized: candidates,
    title: "Estimators of the variance",
  });
}

/** Phase `gamma_sweep`: which aversion to risk does, with the estimator that was chosen. */
export async function gammaSweep(run: Run, log: Log, { lastDays }: PhaseOptions): Promise<void> {
  const market = await readMarket(run, log, lastDays);
  const { chosen } = await choiceOf(run, "backtest/cov_estimator_sweep");
  const candidates = GAMMAS.map((gamma) =>
    measure(`gamma ${gamma}`, market, targetWeights(market.close, { estimator: chosen as Estimator, gamma })),
  );
  await publish(run, log, { stage: "backtest/gamma_sweep", market, sized: candidates, title: "Aversions to risk" });
}

/** Phase `portfolio_optimizer_gate`: does the choice hold out of sample what buying and holding would. */
export async function portfolioOptimizerGate(run: Run, log: Log): Promise<void> {
  const { chosen, candidates } = await choiceOf(run, "backtest/gamma_sweep");
  const of = (name: string): Omit<Sized, "equity"> => candidates.find((one) => one.name === name) as Sized;
  const [own, held] = [of(chosen).outOfSample, of("buy and hold").outOfSample];
  const open = own.sharpe >= held.sharpe && own.maxDrawdown <= held.maxDrawdown;
  log(
    `gate ${open ? "open" : "closed"}: ${chosen} sharpe ${own.sharpe.toFixed(2)} out of sample, buy and hold ${held.sharpe.toFixed(2)}`,
  );
  const report = {
    schemaVersion: 1,
    runDate: run.runDate,
    gate: open ? "open" : "closed",
    chosen,
    own,
    buyAndHold: held,
  };
  const { key } = await run.publish("backtest/portfolio_optimizer_gate", [jsonFile("gate.json", report)]);
  log(`published s3://${run.bucket}/${key}`);
}

function measure(name: string, { close }: DatedMarket, weights: Float64Array): Sized {
  const { equity } = simulate(close, weights, { start: START, costBps: COST_BPS });
  const split = splitOf(equity.length);
  return {
    name,
    equity,
    inSample: performance(equity.subarray(0, split)),
    outOfSample: performance(equity.subarray(split - 1)),
  };
}

function splitOf(days: number): number {
  if (days < 500) throw new Error(`too little history: ${START + 500} days of prices are needed, got ${START + days}`);
  return Math.round(days * IN_SAMPLE_SHARE);
}

interface Sweep {
  readonly stage: "backtest/cov_estimator_sweep" | "backtest/gamma_sweep";
  readonly market: DatedMarket;
  readonly sized: readonly Sized[];
  readonly title: string;
}

async function publish(run: Run, log: Log, { stage, market, sized, title }: Sweep): Promise<void> {
  const held = measure("buy and hold", market, new Float64Array(market.close.length).fill(1));
  const [best] = sized.toSorted((a, b) => b.inSample.sharpe - a.inSample.sharpe);
  const chosen = (best as Sized).name;
  const days = market.dates.slice(START);
  const split = days[splitOf(days.length)] as string;
  log(
    `chosen ${chosen}: sharpe ${(best as Sized).inSample.sharpe.toFixed(2)} in sample, ${(best as Sized).outOfSample.sharpe.toFixed(2)} out of sample`,
  );
  const all = [...sized, held];
  const choice: Choice = {
    schemaVersion: 1,
    runDate: run.runDate,
    chosen,
    split,
    candidates: all.map(({ name, inSample, outOfSample }) => ({ name, inSample, outOfSample })),
  };
  const { key } = await run.publish(stage, [
    jsonFile("choice.json", choice),
    { name: "equity.csv", body: equityTable(all, days), rows: days.length, contentType: "text/csv" },
    {
      name: "equity.svg",
      body: lineChart({
        title: `${title}: equity of each`,
        subtitle: `share of wealth by mean and variance, ${COST_BPS} bps a trade, logarithmic; chosen on the days left of the mark`,
        x: days,
        yLabel: "worth of 1",
        yScale: "log",
        lines: all.map(({ name, equity }) => ({ name: name === chosen ? `${name} (chosen)` : name, values: equity })),
        marks: { name: "out of sample from here", days: [split] },
      }),
      contentType: "image/svg+xml",
    },
  ]);
  log(`published s3://${run.bucket}/${key}`);
}

async function choiceOf(run: Run, stage: "backtest/cov_estimator_sweep" | "backtest/gamma_sweep"): Promise<Choice> {
  return (await (await run.require(stage)).json("choice.json")) as Choice;
}

function equityTable(all: readonly Sized[], days: readonly string[]): string {
  return formatCsv(
    ["date", ...all.map(({ name }) => name.replaceAll(" ", "_"))],
    days.map((date, day) => [date, ...all.map(({ equity }) => roundTo(DIGITS, equity[day] as number))]),
  );
}

function jsonFile(name: string, value: object): ArtifactFile {
  return { name, body: `${JSON.stringify(value, null, 2)}\n`, contentType: "application/json" };
}
