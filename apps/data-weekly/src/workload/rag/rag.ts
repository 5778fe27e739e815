import { parseDailySeries, type Run } from "@alpha-engine/artifacts";

import { monthDocuments } from "./month-documents.ts";
import { buildTfIdfIndex } from "./tf-idf-index.ts";

/** Stage `rag`: prices → documents and their index in `data/<run_date>/rag/`. */
export async function rag(run: Run, log: (line: string) => void): Promise<void> {
  const prices = await run.require("data/prices");
  const series = parseDailySeries(await prices.text("prices.csv"), ["close", "volume", "return_1d", "volatility_21d"]);
  log(`read ${prices.key}: ${series.dates.length} days`);

  const documents = monthDocuments(series);
  const index = buildTfIdfIndex(documents);
  const terms = Object.keys(index.terms).length;
  log(`${documents.length} documents, ${terms} terms`);

  const { key } = await run.publish("data/rag", [
    {
      name: "documents.jsonl",
      body: documents.map((document) => `${JSON.stringify(document)}\n`).join(""),
      rows: documents.length,
      contentType: "application/x-ndjson",
    },
    { name: "index.json", body: `${JSON.stringify(index)}\n`, rows: terms, contentType: "application/json" },
  ]);
  log(`published s3://${run.bucket}/${key}`);
}
