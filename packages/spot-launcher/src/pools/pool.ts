export type Market = "spot" | "on-demand";

/** Where an instance can come from: one type in one subnet, as spot or on-demand. */
export interface Pool {
  readonly instanceType: string;
  readonly subnetId: string;
  readonly market: Market;
}

/** One pool's answer. */
export interface PoolAttempt extends Pool {
  readonly code: string;
  readonly message: string;
  /** False when another pool's answer ruled this one out, so that EC2 was not asked. */
  readonly asked: boolean;
}

/** `type/subnet` */
export function poolName({ instanceType, subnetId }: Omit<Pool, "market">): string {
  return `${instanceType}/${subnetId}`;
}
