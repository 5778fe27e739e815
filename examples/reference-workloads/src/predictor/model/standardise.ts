/** How each feature was scaled when the model was fitted; later days are scaled the same way. */
export interface Scaling {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

/** One crash day must not carry the fit: beyond this many deviations a feature says no more. */
const LIMIT = 5;

export function fitScaling(rows: readonly (readonly number[])[]): Scaling {
  const width = rows[0]?.length ?? 0;
  const means = Array.from({ length: width }, (_, feature) => mean(rows.map((row) => row[feature] as number)));
  const deviations = means.map((centre, feature) =>
    Math.sqrt(mean(rows.map((row) => ((row[feature] as number) - centre) ** 2))),
  );
  return { means, deviations };
}

export function scale(features: readonly number[], { means, deviations }: Scaling): readonly number[] {
  return features.map((value, feature) => {
    const scaled = (value - (means[feature] as number)) / (deviations[feature] || 1);
    return Math.min(Math.max(scaled, -LIMIT), LIMIT);
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
