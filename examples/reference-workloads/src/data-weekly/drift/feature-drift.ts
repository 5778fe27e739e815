import type { DailySeries } from "../../series/daily-series.ts";
import { roundTo } from "../../series/round-to.ts";
import { kolmogorovSmirnov, stabilityIndex } from "./distribution.ts";

export const FEATURES = [
  "return_1d",
  "momentum_5d",
  "momentum_21d",
  "momentum_63d",
  "volatility_21d",
  "range_1d",
  "volume_ratio_21d",
] as const;
export type Feature = (typeof FEATURES)[number];

export type DriftVerdict = "stable" | "shifting" | "drifted";

export interface FeatureDrift {
  readonly feature: Feature;
  readonly psi: number;
  readonly ks: number;
  readonly ksP: number;
  readonly referenceMean: number;
  readonly recentMean: number;
  readonly verdict: DriftVerdict;
}

const SHIFTING = 0.1;
export const DRIFTED = 0.25;
/** A year of trading, against the five before it, or as many as there are. */
export const RECENT_DAYS = 252;
export const REFERENCE_DAYS = 1260;
const LEAST_REFERENCE_DAYS = 100;
const DIGITS = 6;

export interface DriftWindow {
  /** Index of the first day, and of the day behind the last. */
  readonly reference: readonly [from: number, to: number];
  readonly recent: readonly [from: number, to: number];
}

/** The windows that end before day `end`; undefined where there is too little history. */
export function windowsBefore(end: number, { columns }: DailySeries<Feature>): DriftWindow | undefined {
  // The slowest feature decides from which day on all are known.
  const first = columns.momentum_63d.findIndex((value) => !Number.isNaN(value));
  const middle = end - RECENT_DAYS;
  const from = Math.max(first, middle - REFERENCE_DAYS);
  if (first < 0 || middle - from < LEAST_REFERENCE_DAYS) return undefined;
  return { reference: [from, middle], recent: [middle, end] };
}

/** How far each feature of the recent days lies from the days before. */
export function featureDrift({ columns }: DailySeries<Feature>, window: DriftWindow): readonly FeatureDrift[] {
  return FEATURES.map((feature) => {
    const reference = columns[feature].subarray(...window.reference);
    const recent = columns[feature].subarray(...window.recent);
    const psi = stabilityIndex(reference, recent);
    const { distance, p } = kolmogorovSmirnov(reference, recent);
    return {
      feature,
      psi: roundTo(DIGITS, psi),
      ks: roundTo(DIGITS, distance),
      ksP: roundTo(DIGITS, p),
      referenceMean: roundTo(DIGITS, mean(reference)),
      recentMean: roundTo(DIGITS, mean(recent)),
      verdict: psi >= DRIFTED ? "drifted" : psi >= SHIFTING ? "shifting" : "stable",
    };
  });
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
