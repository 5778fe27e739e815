/** How the variance of the next day is estimated: of the last days alike, or with weights that fade. */
export const ESTIMATORS = ["sample_21", "sample_63", "sample_252", "ewma_94", "ewma_97"] as const;
export type Estimator = (typeof ESTIMATORS)[number];

export interface Sizing {
  readonly estimator: Estimator;
  /** Aversion to risk: twice as much halves the weight. */
  readonly gamma: number;
}

const MEAN_DAYS = 252;

/**
 * For each day the share of wealth to hold, between 0 and 1: the mean of the past year's returns over gamma times the
 * variance, which is what a mean-variance optimiser says of one asset and cash. Nothing until there is a year.
 */
export function targetWeights(close: Float64Array, { estimator, gamma }: Sizing): Float64Array {
  const returns = close.map((value, day) => (day === 0 ? 0 : value / (close[day - 1] as number) - 1));
  const variance = variances(returns, estimator);
  let total = 0;
  return returns.map((value, day) => {
    total += value - (day > MEAN_DAYS ? (returns[day - MEAN_DAYS] as number) : 0);
    if (day < MEAN_DAYS) return 0;
    const weight = total / MEAN_DAYS / (gamma * (variance[day] as number));
    return Math.min(Math.max(weight, 0), 1);
  });
}

function variances(returns: Float64Array, estimator: Estimator): Float64Array {
  const [kind, number] = estimator.split("_");
  return kind === "ewma" ? faded(returns, Number(number) / 100) : sampled(returns, Number(number));
}

function sampled(returns: Float64Array, days: number): Float64Array {
  let [sum, squares] = [0, 0];
  return returns.map((value, day) => {
    const gone = day >= days ? (returns[day - days] as number) : 0;
    sum += value - gone;
    squares += value * value - gone * gone;
    const count = Math.min(day + 1, days);
    return count < 2 ? Number.NaN : Math.max(squares - (sum * sum) / count, 0) / (count - 1);
  });
}

function faded(returns: Float64Array, keep: number): Float64Array {
  let variance = 0;
  return returns.map(
    (value, day) => (variance = day === 0 ? value * value : keep * variance + (1 - keep) * value * value),
  );
}
