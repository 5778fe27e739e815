import type { Example, Learner } from "./learner.ts";
import { solveSymmetric } from "./solve-symmetric.ts";
import { fitScaling, scale, type Scaling } from "./standardise.ts";

export interface LogisticModel {
  readonly scaling: Scaling;
  readonly intercept: number;
  readonly weights: readonly number[];
}

const MAX_STEPS = 25;
const CONVERGED = 1e-10;

/**
 * Logistic regression with a quadratic penalty on the weights, fitted by Newton's method on scaled features.
 *
 * @param ridge - strength of the penalty; the intercept is free of it.
 */
export function fitLogisticRidge(examples: readonly Example[], ridge: number): LogisticModel {
  const scaling = fitScaling(examples.map(({ features }) => features));
  const rows = examples.map(({ features }) => Float64Array.of(1, ...scale(features, scaling)));
  let parameters = new Float64Array(1 + scaling.means.length);

  for (let step = 0; step < MAX_STEPS; step++) {
    const { gradient, curvature } = slopeAt(parameters, rows, examples, ridge);
    const move = solveSymmetric(curvature, gradient);
    parameters = parameters.map((value, index) => value + (move[index] as number));
    if (Math.max(...move.map(Math.abs)) < CONVERGED) break;
  }
  const [intercept = 0, ...weights] = parameters;
  return { scaling, intercept, weights };
}

/** The same as a learner. */
export function ridgeLearner(ridge: number): Learner {
  return (examples) => {
    const model = fitLogisticRidge(examples, ridge);
    return (features) => probabilityOfRise(model, features);
  };
}

/** The model's probability that the day after rises. */
export function probabilityOfRise({ scaling, intercept, weights }: LogisticModel, features: readonly number[]): number {
  const score = scale(features, scaling).reduce(
    (sum, value, index) => sum + value * (weights[index] as number),
    intercept,
  );
  return logistic(score);
}

interface Slope {
  readonly gradient: Float64Array;
  readonly curvature: readonly Float64Array[];
}

function slopeAt(
  parameters: Float64Array,
  rows: readonly Float64Array[],
  examples: readonly Example[],
  ridge: number,
): Slope {
  const size = parameters.length;
  const penalty = (index: number): number => (index === 0 ? 0 : ridge);
  const gradient = parameters.map((value, index) => -penalty(index) * value);
  const curvature = Array.from({ length: size }, (_, index) => {
    const row = new Float64Array(size);
    row[index] = penalty(index);
    return row;
  });
  for (const [index, row] of rows.entries()) {
    const expected = logistic(row.reduce((sum, value, at) => sum + value * (parameters[at] as number), 0));
    const surprise = (examples[index]?.rose ?? 0) - expected;
    const weight = expected * (1 - expected);
    for (let i = 0; i < size; i++) {
      const value = row[i] as number;
      gradient[i] = (gradient[i] as number) + surprise * value;
      const target = curvature[i] as Float64Array;
      for (let j = 0; j < size; j++) target[j] = (target[j] as number) + weight * value * (row[j] as number);
    }
  }
  return { gradient, curvature };
}

function logistic(score: number): number {
  return 1 / (1 + Math.exp(-score));
}
