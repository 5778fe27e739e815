import { type Challenger, CHALLENGERS } from "@alpha-engine/predictor";

import { FEATURE_NAMES } from "../features/day-rows.ts";
import { boostedStumps } from "../model/boosted-stumps.ts";
import { type Learner, withFeatures, withLastDays } from "../model/learner.ts";
import { ridgeLearner } from "../model/logistic-ridge.ts";

/** A challenger: a way to learn that is not the champion's. */
export interface Spec {
  readonly id: Challenger;
  readonly description: string;
  readonly learn: Learner;
}

/** Of the champion. */
export const RIDGE = 50;
export const WARM_UP_YEARS = 3;
const FIVE_YEARS = 5 * 252;

const named = (...patterns: readonly RegExp[]): readonly number[] =>
  FEATURE_NAMES.flatMap((name, at) => (patterns.some((pattern) => pattern.test(name)) ? [at] : []));

const LEARNERS: Readonly<Record<Challenger, Omit<Spec, "id">>> = {
  "ridge-light": { description: "the champion with a fiftieth of its penalty", learn: ridgeLearner(1) },
  "ridge-heavy": { description: "the champion with forty times its penalty", learn: ridgeLearner(2000) },
  "momentum-only": {
    description: "returns and momenta, nothing of volatility",
    learn: withFeatures(named(/^momentum/, /^return/), ridgeLearner(RIDGE)),
  },
  "volatility-only": {
    description: "volatility, range and volume, nothing of returns",
    learn: withFeatures(named(/^volatility/, /^range/, /^volume/), ridgeLearner(RIDGE)),
  },
  "recent-years": {
    description: "the champion on the last five years only",
    learn: withLastDays(FIVE_YEARS, ridgeLearner(RIDGE)),
  },
  "boosted-stumps": { description: "forty boosted stumps", learn: boostedStumps({ rounds: 40, rate: 0.1 }) },
};

export const SPECS: readonly Spec[] = CHALLENGERS.map((id) => ({ id, ...LEARNERS[id] }));

export function specNamed(id: string): Spec {
  const spec = SPECS.find((one) => one.id === id);
  if (spec === undefined) throw new Error(`no spec '${id}', expected one of ${CHALLENGERS.join(", ")}`);
  return spec;
}

const WEEK = 7 * 86_400_000;

/** The specs whose turn it is in the week of the run_date: round and round, `budget` of them a week. */
export function rotation(runDate: string, budget: number): readonly Spec[] {
  const start = Math.floor(Date.parse(runDate) / WEEK) * budget;
  return Array.from({ length: Math.min(budget, SPECS.length) }, (_, at) => SPECS[(start + at) % SPECS.length] as Spec);
}
