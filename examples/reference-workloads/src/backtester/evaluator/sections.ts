import type { ArtifactReader } from "@alpha-engine/artifacts";

import type { Stage } from "../../stages/stage.ts";
import type { ChosenRun } from "../backtest/chosen-run.ts";
import type { ParityResult } from "../parity/parity.ts";
import type { SectionName } from "./skipped.ts";

export interface Finding {
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
  /** What somebody should look at, in a sentence. */
  readonly concerns: readonly string[];
}

interface Section {
  readonly stage: Stage;
  readonly title: string;
  readonly read: (artifact: ArtifactReader) => Promise<Finding>;
}

/** What the evaluator takes from each step's artifact. */
export const SECTIONS: Readonly<Record<SectionName, Section>> = {
  morning_enrich: { stage: "data/daily_closes", title: "Daily closes", read: readCloses },
  data_phase1: { stage: "data/prices", title: "Prices", read: readValidation },
  rag_ingestion: { stage: "data/rag", title: "Documents", read: readDocuments },
  research: { stage: "signals", title: "Signals", read: readSignals },
  predictor_training: { stage: "predictor", title: "Predictor", read: readMetrics },
  backtester: { stage: "backtest/simulation", title: "Simulation", read: readSimulation },
  parity: { stage: "backtest/parity", title: "Parity", read: readParity },
};

async function readCloses(artifact: ArtifactReader): Promise<Finding> {
  const report = (await artifact.json("report.json")) as {
    readonly days: number;
    readonly first: string;
    readonly last: string;
    readonly filled: readonly string[];
    readonly unfilled: readonly string[];
    readonly disagreements: readonly string[];
  };
  const { days, first, last, filled, unfilled, disagreements } = report;
  return {
    facts: { days, first, last, filled: filled.length },
    concerns: [
      ...(unfilled.length > 0 ? [`${unfilled.length} days have no close and were dropped`] : []),
      ...(disagreements.length > 0 ? [`${disagreements.length} days have two different closes`] : []),
    ],
  };
}

async function readValidation(artifact: ArtifactReader): Promise<Finding> {
  const { valid, days, checks } = (await artifact.json("validation.json")) as {
    readonly valid: boolean;
    readonly days: number;
    readonly checks: readonly { readonly name: string; readonly verdict: string; readonly count: number }[];
  };
  const noted = checks.filter(({ verdict }) => verdict === "noted").map(({ name, count }) => [name, count] as const);
  return { facts: { days, valid, ...Object.fromEntries(noted) }, concerns: valid ? [] : ["the prices are invalid"] };
}

async function readDocuments(artifact: ArtifactReader): Promise<Finding> {
  const index = (await artifact.json("index.json")) as {
    readonly documents: readonly string[];
    readonly terms: object;
  };
  return { facts: { documents: index.documents.length, terms: Object.keys(index.terms).length }, concerns: [] };
}

async function readSignals(artifact: ArtifactReader): Promise<Finding> {
  const { signals } = (await artifact.json("signals.json")) as {
    readonly signals: readonly { readonly name: string; readonly direction: string }[];
  };
  return { facts: Object.fromEntries(signals.map(({ name, direction }) => [name, direction])), concerns: [] };
}

async function readMetrics(artifact: ArtifactReader): Promise<Finding> {
  const metrics = (await artifact.json("metrics.json")) as {
    readonly days: number;
    readonly accuracy: number;
    readonly alwaysUp: number;
    readonly areaUnderCurve: number;
    readonly beatsConstant: boolean;
  };
  const { days, accuracy, alwaysUp, areaUnderCurve, beatsConstant } = metrics;
  return {
    facts: { days, accuracy, alwaysUp, areaUnderCurve },
    concerns: beatsConstant ? [] : ["the model forecasts no better than the share of rises in the past"],
  };
}

async function readSimulation(artifact: ArtifactReader): Promise<Finding> {
  const chosen = (await artifact.json("chosen.json")) as ChosenRun;
  const { strategy, candidates, rankOutOfSample, trades, inSample, outOfSample, buyAndHold } = chosen;
  const filter =
    strategy.maxVolatility === null ? "no volatility filter" : `volatility up to ${strategy.maxVolatility}`;
  return {
    facts: {
      strategy: `${strategy.fast}/${strategy.slow} days, ${filter}`,
      trades,
      sharpeInSample: inSample.sharpe,
      sharpeOutOfSample: outOfSample.sharpe,
      sharpeOfBuyAndHold: buyAndHold.outOfSample.sharpe,
      maxDrawdownOutOfSample: outOfSample.maxDrawdown,
      rankOutOfSample: `${rankOutOfSample} of ${candidates}`,
    },
    concerns:
      outOfSample.sharpe > buyAndHold.outOfSample.sharpe
        ? []
        : ["out of sample the chosen strategy earned less for its risk than buying and holding"],
  };
}

async function readParity(artifact: ArtifactReader): Promise<Finding> {
  const { verdict, days, largestDifference, brokenDays } = (await artifact.json("parity.json")) as ParityResult;
  return {
    facts: { verdict, days, largestDifference },
    concerns: verdict === "same" ? [] : [`the replay disagrees with the simulation on ${brokenDays} days`],
  };
}
