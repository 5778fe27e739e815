export interface PhaseOptions {
  /** Only so many days from the end of the prices. */
  readonly lastDays?: number | undefined;
  readonly vectorized?: boolean | undefined;
  /** Only the first so many candidates of the sweep. */
  readonly candidates?: number | undefined;
}
