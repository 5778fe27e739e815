import { lineChart } from "../../chart/line-chart.ts";
import { parseDailySeries } from "../../series/daily-series.ts";
import type { Run } from "../../stages/open-run.ts";
import { monthDocuments } from "./month-documents.ts";
import { buildTfIdfIndex, similarityTo, type TfIdfIndex } from "./tf-idf-index.ts";

/** Stage `rag`: prices → documents and their index in `data/<run_date>/rag/`. */
export async function rag(
  run: Run,
  log: (line: string) => void,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<void> {
  const prices = await run.require("data/prices");
  const series = parseDailySeries(await prices.text("prices.csv"), ["close", "volume", "return_1d", "volatility_21d"]);
  log(`read ${prices.key}: ${series.dates.length} days`);

  const documents = monthDocuments(series);
  const index = buildTfIdfIndex(documents);
  const terms = Object.keys(index.terms).length;
  log(`${documents.length} documents, ${terms} terms`);
  if (dryRun) return log("dry run: nothing is written");

  const { key } = await run.publish("data/rag", [
    {
      name: "documents.jsonl",
      body: documents.map((document) => `${JSON.stringify(document)}\n`).join(""),
      rows: documents.length,
      contentType: "application/x-ndjson",
    },
    { name: "index.json", body: `${JSON.stringify(index)}\n`, rows: terms, contentType: "application/json" },
    { name: "similarity.svg", body: similarityChart(index), contentType: "image/svg+xml" },
  ]);
  log(`published s3://${run.bucket}/${key}`);
}

function similarityChart(index: TfIdfIndex): string {
  const last = index.documents.length - 1;
  return lineChart({
    title: `Months that read like ${index.documents[last]}`,
    subtitle: "cosine of each month's text and the last one's; 1 would be the same text",
    x: index.documents.slice(0, last).map((month) => `${month}-15`),
    yLabel: "similarity",
    lines: [{ name: "similarity", values: similarityTo(index, last).slice(0, last) }],
  });
}
