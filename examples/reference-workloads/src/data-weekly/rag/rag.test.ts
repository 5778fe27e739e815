import { beforeAll, expect, test } from "vitest";

import { readVendorSeries } from "../enrich/vendor-series.ts";
import { priceFeatures } from "../features/price-features.ts";
import { monthDocuments, type MarketDocument } from "./month-documents.ts";
import { buildTfIdfIndex } from "./tf-idf-index.ts";

let documents: readonly MarketDocument[];
beforeAll(async () => {
  const { series } = await readVendorSeries();
  const { return_1d = new Float64Array(), volatility_21d = new Float64Array() } = priceFeatures(series);
  documents = monthDocuments({ dates: series.dates, columns: { ...series.columns, return_1d, volatility_21d } });
});

test("there is a document for every month, and it says what happened", () => {
  expect(documents).toHaveLength(244);
  const crash = documents.find(({ id }) => id === "2008-10");
  expect(crash).toMatchObject({ title: "October 2008", from: "2008-10-01", to: "2008-10-31" });
  expect(crash?.text).toMatch(
    /crashed, losing 16\.9 %.*23 trading days.*968\.75.*bear market.*panic.*2008-10-13 \(11\.6 %\)/,
  );
  expect(documents.filter(({ text }) => text.includes("NaN"))).toEqual([]);
});

test("a rare word weighs more than a common one, and a word of every document nothing", () => {
  const { terms } = buildTfIdfIndex([
    { id: "a", text: "the market rallied" },
    { id: "b", text: "the market crashed" },
    { id: "c", text: "the calm" },
  ]);
  const weight = (term: string, document: number): number | undefined =>
    terms[term]?.find(([at]) => at === document)?.[1];
  expect(weight("rallied", 0)).toBeGreaterThan(weight("market", 0) ?? Number.NaN);
  expect(weight("the", 0)).toBe(0);
  expect(weight("rallied", 1)).toBeUndefined();
});

test("every document of the index has length one, so that products are cosines", () => {
  const { terms, documents: ids } = buildTfIdfIndex(documents);
  const squares = new Float64Array(ids.length);
  for (const postings of Object.values(terms)) {
    for (const [document, weight] of postings) squares[document] = (squares[document] as number) + weight ** 2;
  }
  for (const square of squares) expect(square).toBeCloseTo(1, 4);
});
