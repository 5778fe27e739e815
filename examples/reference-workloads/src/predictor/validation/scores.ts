/** A probability that was given before the outcome was known, and the outcome. */
export interface Forecast {
  readonly probability: number;
  readonly rose: 0 | 1;
}

/** Share of days on which the likelier side came true. */
export function accuracy(forecasts: readonly Forecast[]): number {
  return mean(forecasts.map(({ probability, rose }) => (probability > 0.5 === (rose === 1) ? 1 : 0)));
}

/** Mean surprise in nats: a coin scores 0.6931, less is better. */
export function logLoss(forecasts: readonly Forecast[]): number {
  return mean(forecasts.map(({ probability, rose }) => -Math.log(rose === 1 ? probability : 1 - probability)));
}

/** Chance that a day which rose had been given more than a day which fell; 0.5 is guessing. */
export function areaUnderCurve(forecasts: readonly Forecast[]): number {
  const ordered = forecasts.toSorted((a, b) => a.probability - b.probability);
  let rankSum = 0;
  for (let start = 0; start < ordered.length;) {
    let end = start;
    while (ordered[end]?.probability === ordered[start]?.probability && end < ordered.length) end++;
    // Equal probabilities share the mean of their ranks.
    for (let at = start; at < end; at++) if (ordered[at]?.rose === 1) rankSum += (start + end + 1) / 2;
    start = end;
  }
  const rises = ordered.filter(({ rose }) => rose === 1).length;
  return (rankSum - (rises * (rises + 1)) / 2) / (rises * (ordered.length - rises));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
