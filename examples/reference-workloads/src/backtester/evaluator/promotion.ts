import type { Run } from "../../stages/open-run.ts";
import type { ChosenRun } from "../backtest/chosen-run.ts";
import type { Strategy } from "../backtest/strategy.ts";
import type { SectionReport } from "./report.ts";
import type { SectionName } from "./skipped.ts";

interface Promotion {
  /** Absent when nothing is promoted. */
  readonly strategy?: Strategy;
  readonly reason: string;
}

/** A strategy goes on when this run has simulated it, another way of reckoning agrees, and nobody has frozen anything. */
export async function promotionOf(
  run: Run,
  { backtester, parity }: Readonly<Record<SectionName, SectionReport>>,
  freeze: boolean,
): Promise<Promotion> {
  if (freeze) return { reason: "frozen: nothing is promoted" };
  if (backtester.status === "skipped" || parity.status === "skipped") {
    return { reason: "nothing is promoted without a simulation and its parity" };
  }
  if (parity.facts.verdict !== "same")
    return { reason: "the replay does not agree with the simulation: nothing is promoted" };
  const { strategy } = (await (await run.require("backtest/simulation")).json("chosen.json")) as ChosenRun;
  return { strategy, reason: "the chosen strategy is promoted" };
}
