import { CHALLENGERS } from "@alpha-engine/predictor";

import { lineChart } from "../../chart/line-chart.ts";
import { formatCsv } from "../../series/csv.ts";
import { roundTo } from "../../series/round-to.ts";
import type { Run } from "../../stages/open-run.ts";
import { accuracy, type Forecast } from "../validation/scores.ts";
import { parseForecasts } from "./forecast-table.ts";

const CHAMPION = "champion";
/** A challenger's lead must be this many standard errors wide: among many, one leads by luck. */
const NEEDED_ERRORS = 2;
const DIGITS = 8;

interface Contender {
  readonly id: string;
  readonly dates: readonly string[];
  /** Surprise of each day, in nats. */
  readonly losses: readonly number[];
  /** The same of saying the past's share of rises. */
  readonly constantLosses: readonly number[];
  readonly accuracy: number;
}

interface Ranked {
  readonly id: string;
  readonly logLoss: number;
  readonly accuracy: number;
  /** Mean lead on the champion per day, in nats, and how many of its standard errors that is. */
  readonly lead: number;
  readonly errors: number;
}

/** Stage `model-zoo-select`: champion and challengers → `predictor/<run_date>/selection/`. */
export async function select(run: Run, log: (line: string) => void): Promise<void> {
  const champion = contender(CHAMPION, await (await run.require("predictor")).text("forecasts.csv"));
  const challengers: Contender[] = [];
  for (const id of CHALLENGERS) {
    const found = await run.find(`predictor/zoo/${id}`);
    if (found !== undefined) challengers.push(contender(id, await found.text("forecasts.csv")));
  }
  if (challengers.length === 0) {
    throw new Error(
      `no challenger of run_date ${run.runDate}: predictor-workload model-zoo-weekly --bucket ${run.bucket} --run-date ${run.runDate} makes some`,
    );
  }
  const all = [champion, ...challengers];
  const odd = all.find(({ dates }) => dates.join() !== champion.dates.join());
  if (odd !== undefined)
    throw new Error(`${odd.id} forecast other days than the champion: make both from the same prices`);

  const ranking = all.map((one) => rank(one, champion)).toSorted((a, b) => a.logLoss - b.logLoss);
  for (const { id, logLoss, errors } of ranking)
    log(`${id}: log loss ${logLoss.toFixed(5)}, ${errors.toFixed(1)} errors ahead`);
  const [best] = ranking.filter(({ errors }) => errors >= NEEDED_ERRORS);
  const selected = best?.id ?? CHAMPION;
  log(`selected: ${selected}`);

  const report = { schemaVersion: 1, runDate: run.runDate, selected, neededErrors: NEEDED_ERRORS, ranking };
  const { key } = await run.publish("predictor/selection", [
    { name: "selection.json", body: `${JSON.stringify(report, null, 2)}\n`, contentType: "application/json" },
    { name: "ranking.csv", body: rankingTable(ranking), rows: ranking.length, contentType: "text/csv" },
    { name: "selection.svg", body: leadChart(all, selected), contentType: "image/svg+xml" },
  ]);
  log(`published s3://${run.bucket}/${key}`);
}

function contender(id: string, csv: string): Contender {
  const forecasts = parseForecasts(csv);
  return {
    id,
    dates: forecasts.map(({ date }) => date),
    losses: forecasts.map(surprise),
    constantLosses: forecasts.map(({ constant, rose }) => surprise({ probability: constant, rose })),
    accuracy: roundTo(DIGITS, accuracy(forecasts)),
  };
}

function surprise({ probability, rose }: Forecast): number {
  return -Math.log(rose === 1 ? probability : 1 - probability);
}

function rank({ id, losses, accuracy }: Contender, champion: Contender): Ranked {
  const leads = losses.map((loss, day) => (champion.losses[day] as number) - loss);
  const lead = mean(leads);
  const error = Math.sqrt(mean(leads.map((value) => (value - lead) ** 2)) / leads.length);
  return {
    id,
    logLoss: roundTo(DIGITS, mean(losses)),
    accuracy,
    lead: roundTo(DIGITS, lead),
    errors: error === 0 ? 0 : roundTo(4, lead / error),
  };
}

function rankingTable(ranking: readonly Ranked[]): string {
  return formatCsv(
    ["id", "log_loss", "accuracy", "lead", "errors"],
    ranking.map(({ id, logLoss, accuracy, lead, errors }) => [id, logLoss, accuracy, lead, errors]),
  );
}

function leadChart(all: readonly Contender[], selected: string): string {
  const [first] = all;
  return lineChart({
    title: "Champion and challengers",
    subtitle: "what each has gained in all on saying the past's share of rises; below zero it knew less than that",
    x: first?.dates ?? [],
    yLabel: "nats gained since the first forecast",
    lines: all.map(({ id, losses, constantLosses }) => ({
      name: id === selected ? `${id} (selected)` : id,
      values: running(losses.map((loss, day) => (constantLosses[day] as number) - loss)),
    })),
  });
}

function running(values: readonly number[]): readonly number[] {
  let total = 0;
  return values.map((value) => (total += value));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
