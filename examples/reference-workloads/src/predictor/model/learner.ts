/** What was known of a day, and what became of the next one. */
export interface Example {
  readonly features: readonly number[];
  readonly rose: 0 | 1;
}

/** Fits a model to examples in the order of their days, and answers how likely it says a rise is. */
export type Learner = (examples: readonly Example[]) => (features: readonly number[]) => number;

/** Lets a learner see some of the features only. */
export function withFeatures(indices: readonly number[], learn: Learner): Learner {
  const pick = (features: readonly number[]): readonly number[] => indices.map((at) => features[at] as number);
  return (examples) => {
    const probability = learn(examples.map(({ features, rose }) => ({ features: pick(features), rose })));
    return (features) => probability(pick(features));
  };
}

/** Lets a learner see the last days only. */
export function withLastDays(days: number, learn: Learner): Learner {
  return (examples) => learn(examples.slice(-days));
}
