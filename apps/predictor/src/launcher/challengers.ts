/** The challengers of the model zoo, by the id that `--model-zoo-spec` takes. */
export type Challenger =
  | "ridge-light"
  | "ridge-heavy"
  | "momentum-only"
  | "volatility-only"
  | "recent-years"
  | "boosted-stumps";

/** All of them, in the order in which their turns come. */
export const CHALLENGERS: readonly Challenger[] = [
  "ridge-light",
  "ridge-heavy",
  "momentum-only",
  "volatility-only",
  "recent-years",
  "boosted-stumps",
];
