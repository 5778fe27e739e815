import { roundTo } from "../../series/round-to.ts";

/** Where a term occurs: `[document, weight]`, the documents numbered in order. */
type Posting = readonly [document: number, weight: number];

export interface TfIdfIndex {
  readonly schemaVersion: 1;
  /** Ids of the documents, by number. */
  readonly documents: readonly string[];
  /** Weights are scaled so that each document has length 1: a sum of products is the cosine of two documents. */
  readonly terms: Readonly<Record<string, readonly Posting[]>>;
}

/** Which words stand in which documents, and how much they tell: term frequency times inverse document frequency. */
export function buildTfIdfIndex(documents: readonly { readonly id: string; readonly text: string }[]): TfIdfIndex {
  const counts = documents.map(({ text }) => countTerms(text));
  const spread = new Map<string, number>();
  for (const terms of counts) for (const term of terms.keys()) spread.set(term, (spread.get(term) ?? 0) + 1);

  const postings = new Map<string, Posting[]>([...spread.keys()].toSorted().map((term) => [term, []]));
  for (const [document, terms] of counts.entries()) {
    // A word of every document tells nothing: its weight is the logarithm of one.
    const weights = [...terms].map(([term, count]): [string, number] => [
      term,
      count * Math.log(documents.length / (spread.get(term) as number)),
    ]);
    const length = Math.hypot(...weights.map(([, weight]) => weight)) || 1;
    for (const [term, weight] of weights) postings.get(term)?.push([document, roundTo(6, weight / length)]);
  }
  return { schemaVersion: 1, documents: documents.map(({ id }) => id), terms: Object.fromEntries(postings) };
}

/** The cosine of each document with one of them. */
export function similarityTo({ documents, terms }: TfIdfIndex, document: number): Float64Array {
  const cosines = new Float64Array(documents.length);
  for (const postings of Object.values(terms)) {
    const own = postings.find(([at]) => at === document)?.[1] ?? 0;
    if (own === 0) continue;
    for (const [at, weight] of postings) cosines[at] = (cosines[at] as number) + own * weight;
  }
  return cosines;
}

function countTerms(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [term] of text.toLowerCase().matchAll(/[a-z]{3,}/g)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}
