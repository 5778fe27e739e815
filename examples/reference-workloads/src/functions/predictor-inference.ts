import { getReport } from "../reports/reports.ts";
import { type Answer, define } from "./reference/define.ts";
import { closesOf, meanOf, returnsOf } from "./reference/prices.ts";

const UNIVERSE: Readonly<Record<string, number>> = { "SP500-1M": 21, "SP500-3M": 63, "SP500-1Y": 252 };

interface Predictions {
  readonly predictions: Readonly<Record<string, number>>;
}

/** Predicts the next day from the mean of a while; says which tickers are missing; says whether it is the code that it should be. */
export const handler: (event: unknown) => Promise<Answer> = define(async ({ run, event, report }) => {
  const before = ((await getReport(run, "predictions")) as Predictions | undefined)?.predictions ?? {};
  switch (event["action"]) {
    case "check_deploy_drift":
      return { status: "OK", has_drift: process.env.GIT_SHA !== process.env.EXPECTED_GIT_SHA };
    case "check_coverage": {
      const missing = Object.keys(UNIVERSE).filter((ticker) => before[ticker] === undefined);
      return { status: "OK", has_gap: missing.length > 0, missing_tickers: missing };
    }
    case "predict": {
      const tickers = Array.isArray(event["tickers"]) ? event["tickers"].map(String) : Object.keys(UNIVERSE);
      const returns = returnsOf(await closesOf(run));
      const fresh = tickers.map((ticker) => [ticker, meanOf(returns.subarray(-(UNIVERSE[ticker] ?? 1)))] as const);
      const predictions = { ...before, ...Object.fromEntries(fresh) };
      return { status: "OK", predicted: fresh.length, key: await report("predictions", { predictions }) };
    }
    default:
      return { status: "ERROR", error: `action: ${JSON.stringify(event["action"])} is none that is known` };
  }
});
