import type { DailySeries } from "../../series/daily-series.ts";
import { signal, type Signal } from "./market-signals.ts";

/** `index.json` of the documents: weights such that the sum of products of two documents is their cosine. */
export interface SimilarityIndex {
  readonly documents: readonly string[];
  readonly terms: Readonly<Record<string, readonly (readonly [document: number, weight: number])[]>>;
}

const ANALOGUES = 5;

/** Finds the months whose description is most like the last one's, and reads a direction from what came after them. */
export function analogueSignal({ dates, columns }: DailySeries<"close">, index: SimilarityIndex): Signal {
  const closes = monthCloses(dates, columns.close);
  const outcomes = similarMonths(index)
    .map((month) => ({ month, after: changeAfter(month, closes) }))
    .filter((outcome): outcome is { month: string; after: number } => outcome.after !== undefined)
    .slice(0, ANALOGUES);
  const mean = outcomes.reduce((sum, { after }) => sum + after, 0) / (outcomes.length || 1);
  return signal("analogues", mean, 0.005, `month after ${outcomes.map(({ month }) => month).join(", ")}`);
}

/** All other months, the most similar first. */
function similarMonths({ documents, terms }: SimilarityIndex): readonly string[] {
  const subject = documents.length - 1;
  const scores = new Float64Array(documents.length);
  for (const postings of Object.values(terms)) {
    const own = postings.find(([document]) => document === subject);
    if (own === undefined) continue;
    for (const [document, weight] of postings) scores[document] = (scores[document] as number) + own[1] * weight;
  }
  const others = documents.map((month, document) => ({ month, score: scores[document] as number })).slice(0, subject);
  return others.toSorted((a, b) => b.score - a.score).map(({ month }) => month);
}

function monthCloses(dates: readonly string[], close: Float64Array): ReadonlyMap<string, number> {
  return new Map(dates.map((date, day) => [date.slice(0, 7), close[day] as number]));
}

/** Undefined when the month after is not over: its last close is not known yet. */
function changeAfter(month: string, closes: ReadonlyMap<string, number>): number | undefined {
  const months = [...closes.keys()];
  const at = months.indexOf(month);
  const next = months[at + 1];
  if (at === -1 || next === undefined || next === months.at(-1)) return undefined;
  return (closes.get(next) as number) / (closes.get(month) as number) - 1;
}
