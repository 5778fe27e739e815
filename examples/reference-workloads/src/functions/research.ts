import { ArtifactsError } from "@alpha-engine/artifacts";

import { parseDailySeries } from "../series/daily-series.ts";
import { openRun, type Run } from "../stages/open-run.ts";
import { analogueSignal, type SimilarityIndex } from "./research/analogue-months.ts";
import { parseResearchEvent } from "./research/event.ts";
import { marketSignals, type Signal } from "./research/market-signals.ts";

export type ResearchResult =
  | { readonly status: "OK"; readonly date: string; readonly signals: number; readonly key: string }
  | { readonly status: "OK"; readonly date: string; readonly dry_run: true }
  | { readonly status: "ERROR"; readonly date: string | null; readonly error: string };

/**
 * The Research function: prices and documents → `signals/<run_date>/`. A bad event, and an upstream artifact that is
 * missing or damaged, is answered with status ERROR; a store that does not answer is thrown, for the state's Retry.
 */
export async function handler(event: unknown): Promise<ResearchResult> {
  let date: string | null = null;
  try {
    const { run_date, bucket, dry_run_llm, skipped } = parseResearchEvent(event);
    date = run_date;
    if (dry_run_llm) return { status: "OK", dry_run: true, date };
    const { signals, key } = await research(openRun({ bucket, runDate: date }), skipped.rag_ingestion);
    return { status: "OK", date, signals: signals.length, key };
  } catch (error) {
    if (error instanceof ArtifactsError && error.code === "ARTIFACT_STORE_FAILED") throw error;
    const { message, hint } = error as ArtifactsError;
    return { status: "ERROR", date, error: hint === undefined ? message : `${message} (${hint})` };
  }
}

async function research(
  run: Run,
  isRagSkipped: boolean,
): Promise<{ readonly signals: readonly Signal[]; readonly key: string }> {
  const prices = await run.require("data/prices");
  const rag = isRagSkipped ? await run.find("data/rag") : await run.require("data/rag");
  const series = parseDailySeries(await prices.text("prices.csv"), ["close", "volatility_21d"]);
  const index = (await rag?.json("index.json")) as SimilarityIndex | undefined;

  const signals = [...marketSignals(series), ...(index === undefined ? [] : [analogueSignal(series, index)])];
  const document = { schemaVersion: 1, runDate: run.runDate, asOf: series.dates.at(-1), signals };
  const { key } = await run.publish("signals", [
    {
      name: "signals.json",
      body: `${JSON.stringify(document, null, 2)}\n`,
      rows: signals.length,
      contentType: "application/json",
    },
  ]);
  return { signals, key };
}
