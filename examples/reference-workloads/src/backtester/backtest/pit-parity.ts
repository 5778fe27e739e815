import { roundTo } from "../../series/round-to.ts";
import type { Run } from "../../stages/open-run.ts";
import { targetWeights } from "../optimizer/target-weights.ts";
import { readMarket } from "./market.ts";
import type { PhaseOptions } from "./phase-options.ts";
import { positions } from "./strategy.ts";

/** As often as a month has a trading day. */
const STEP_DAYS = 21;
const FIRST_DAY = 260;
const STRATEGY = { fast: 20, slow: 200, maxVolatility: 0.2 };

/**
 * Phase `pit_parity`: prices → `backtest/<run_date>/pit_parity/`. What is decided on a day is decided again by somebody
 * who has never seen a later one. It observes: a difference is reported, and fails nothing.
 */
export async function pitParity(run: Run, log: (line: string) => void, { lastDays }: PhaseOptions): Promise<void> {
  const { dates, close, volatility } = await readMarket(run, log, lastDays);
  const weights = { estimator: "ewma_97", gamma: 4 } as const;
  const [held, sized] = [positions({ close, volatility }, STRATEGY), targetWeights(close, weights)];
  const different: string[] = [];
  let checked = 0;
  for (let day = FIRST_DAY; day < dates.length; day += STEP_DAYS) {
    const past = { close: close.slice(0, day + 1), volatility: volatility.slice(0, day + 1) };
    const sameSide = positions(past, STRATEGY)[day] === held[day];
    const sameSize =
      roundTo(10, targetWeights(past.close, weights)[day] as number) === roundTo(10, sized[day] as number);
    if (!sameSide || !sameSize) different.push(dates[day] as string);
    checked++;
  }
  const verdict = different.length === 0 ? "same" : "different";
  log(
    `point in time: ${checked} days checked, ${verdict}${different[0] === undefined ? "" : `, first ${different[0]}`}`,
  );
  const report = { schemaVersion: 1, runDate: run.runDate, verdict, checked, different: different.slice(0, 20) };
  const body = `${JSON.stringify(report, null, 2)}\n`;
  const { key } = await run.publish("backtest/pit_parity", [
    { name: "pit_parity.json", body, contentType: "application/json" },
  ]);
  log(`published s3://${run.bucket}/${key}`);
}
