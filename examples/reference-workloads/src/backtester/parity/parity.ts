import { lineChart } from "../../chart/line-chart.ts";
import { formatCsv } from "../../series/csv.ts";
import { parseDailySeries } from "../../series/daily-series.ts";
import { roundTo } from "../../series/round-to.ts";
import type { Run } from "../../stages/open-run.ts";
import type { ChosenRun } from "../backtest/chosen-run.ts";
import { compareDays, type Comparison } from "./compare-days.ts";
import { replayTrades } from "./replay-trades.ts";

/** `parity.json`. */
export interface ParityResult {
  readonly schemaVersion: 1;
  readonly runDate: string;
  readonly verdict: "same" | "different";
  readonly tolerance: number;
  readonly days: number;
  readonly largestDifference: number;
  readonly brokenDays: number;
  readonly firstBrokenDay: string | null;
  readonly trades: { readonly simulated: number; readonly replayed: number };
}

/** Two paths of floating-point arithmetic over five thousand days stay well within this; another decision does not. */
const TOLERANCE = 1e-9;

/**
 * Stage `parity`: prices and the chosen run → `backtest/<run_date>/parity/`. The evidence is published before a
 * difference is complained about.
 */
export async function parity(run: Run, log: (line: string) => void): Promise<void> {
  const prices = await run.require("data/prices");
  const simulation = await run.require("backtest/simulation");
  const { dates, columns } = parseDailySeries(await prices.text("prices.csv"), ["close"]);
  const chosen = (await simulation.json("chosen.json")) as ChosenRun;
  const simulated = parseDailySeries(await simulation.text("equity.csv"), ["equity", "position"]);
  log(`read ${prices.key} and ${simulation.key}: ${simulated.dates.length} simulated days`);

  const replay = replayTrades(
    dates.map((date, day) => [date, columns.close[day] as number] as const),
    chosen,
  );
  const comparison = compareDays(simulated, replay.days, TOLERANCE);
  const { broken, largest, days } = comparison;
  const result: ParityResult = {
    schemaVersion: 1,
    runDate: run.runDate,
    verdict: broken.length === 0 && replay.trades === chosen.trades ? "same" : "different",
    tolerance: TOLERANCE,
    days: days.length,
    largestDifference: roundTo(4, largest),
    brokenDays: broken.length,
    firstBrokenDay: broken[0] ?? null,
    trades: { simulated: chosen.trades, replayed: replay.trades },
  };
  log(
    `${result.verdict}: largest difference ${result.largestDifference}, ${replay.trades} trades, ${broken.length} broken days`,
  );

  const { key } = await run.publish("backtest/parity", [
    { name: "parity.json", body: `${JSON.stringify(result, null, 2)}\n`, contentType: "application/json" },
    { name: "differences.csv", body: differenceTable(comparison), rows: days.length, contentType: "text/csv" },
    { name: "parity.svg", body: differenceChart(comparison), contentType: "image/svg+xml" },
  ]);
  log(`published s3://${run.bucket}/${key}`);
  if (result.verdict === "different") throw new Error(complaint(result, `s3://${run.bucket}/${key}`));
}

function differenceTable({ days }: Comparison): string {
  return formatCsv(
    ["date", "simulated", "replayed", "relative_difference", "same_position"],
    days.map(({ date, simulated, replayed, relative, samePosition }) => [
      date,
      simulated,
      roundTo(14, replayed),
      roundTo(4, relative),
      samePosition ? 1 : 0,
    ]),
  );
}

function differenceChart({ days, broken }: Comparison): string {
  return lineChart({
    title: "Parity: replayed against simulated equity",
    subtitle: `${days.length} days, tolerance ${TOLERANCE}`,
    x: days.map(({ date }) => date),
    yLabel: "relative difference",
    lines: [{ name: "replayed over simulated - 1", values: days.map(({ relative }) => relative) }],
    ...(broken[0] === undefined ? {} : { marks: { name: "first broken day", days: [broken[0]] } }),
  });
}

function complaint({ brokenDays, firstBrokenDay, largestDifference, trades }: ParityResult, key: string): string {
  const what =
    firstBrokenDay === null
      ? `${trades.simulated} trades simulated, ${trades.replayed} replayed`
      : `${brokenDays} days differ by more than ${TOLERANCE}, first ${firstBrokenDay}, at most ${largestDifference}`;
  return `the replay does not agree with the simulation: ${what}; see differences.csv beside ${key}`;
}
