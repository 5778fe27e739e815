import type { Example, Learner } from "./learner.ts";

interface Stump {
  readonly feature: number;
  readonly threshold: number;
  readonly below: number;
  readonly above: number;
}

const BINS = 16;
/** Keeps a leaf of few days near zero. */
const SHRINKAGE = 50;

/** Gradient boosting of stumps on the logistic loss, by Newton's step in each leaf. */
export function boostedStumps({ rounds, rate }: { readonly rounds: number; readonly rate: number }): Learner {
  return (examples) => {
    const size = examples[0]?.features.length ?? 0;
    const edges = Array.from({ length: size }, (_, feature) => quantiles(examples, feature));
    const bins = edges.map((of, feature) =>
      Uint8Array.from(examples, ({ features }) => binOf(features[feature] as number, of)),
    );
    const share = examples.filter(({ rose }) => rose === 1).length / examples.length;
    const start = Math.log(share / (1 - share));
    const scores = new Float64Array(examples.length).fill(start);
    const stumps: Stump[] = [];
    for (let round = 0; round < rounds; round++) {
      const stump = bestStump(examples, scores, { bins, edges, rate });
      if (stump === undefined) break;
      stumps.push(stump);
      for (const [at, { features }] of examples.entries())
        scores[at] = (scores[at] as number) + valueOf(stump, features);
    }
    return (features) => logistic(stumps.reduce((sum, stump) => sum + valueOf(stump, features), start));
  };
}

interface Search {
  /** Of each feature, the bin of each example. */
  readonly bins: readonly Uint8Array[];
  /** Of each feature, where its bins end. */
  readonly edges: readonly (readonly number[])[];
  readonly rate: number;
}

function bestStump(
  examples: readonly Example[],
  scores: Float64Array,
  { bins, edges, rate }: Search,
): Stump | undefined {
  const chances = scores.map(logistic);
  const gradient = chances.map((chance, at) => (examples[at]?.rose ?? 0) - chance);
  const curvature = chances.map((chance) => chance * (1 - chance));
  const total = [sum(gradient), sum(curvature)] as const;
  const leaf = (g: number, h: number): number => (g * g) / (h + SHRINKAGE);
  let best: Stump | undefined;
  let bestGain = 1e-9;
  for (const [feature, of] of edges.entries()) {
    const [byGradient, byCurvature] = [new Float64Array(BINS), new Float64Array(BINS)];
    for (const [at, bin] of (bins[feature] as Uint8Array).entries()) {
      byGradient[bin] = (byGradient[bin] as number) + (gradient[at] as number);
      byCurvature[bin] = (byCurvature[bin] as number) + (curvature[at] as number);
    }
    let [g, h] = [0, 0];
    for (const [bin, threshold] of of.entries()) {
      g += byGradient[bin] as number;
      h += byCurvature[bin] as number;
      const gain = leaf(g, h) + leaf(total[0] - g, total[1] - h) - leaf(...total);
      if (gain <= bestGain) continue;
      bestGain = gain;
      const step = (g: number, h: number): number => (rate * g) / (h + SHRINKAGE);
      best = { feature, threshold, below: step(g, h), above: step(total[0] - g, total[1] - h) };
    }
  }
  return best;
}

function quantiles(examples: readonly Example[], feature: number): readonly number[] {
  const ordered = examples.map(({ features }) => features[feature] as number).toSorted((a, b) => a - b);
  return Array.from({ length: BINS - 1 }, (_, at) => ordered[Math.floor((ordered.length * (at + 1)) / BINS)] as number);
}

function binOf(value: number, edges: readonly number[]): number {
  const bin = edges.findIndex((edge) => value < edge);
  return bin < 0 ? edges.length : bin;
}

function valueOf({ feature, threshold, below, above }: Stump, features: readonly number[]): number {
  return (features[feature] as number) < threshold ? below : above;
}

function logistic(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
