export interface Pool {
  readonly instanceType: string;
  readonly subnetId: string;
  readonly market: "spot" | "on-demand";
}

/** One pool's answer. */
export interface PoolAttempt extends Pool {
  readonly code: string;
  readonly message: string;
}
