/** What names a log in the bucket. */
export interface LogKeyParts {
  /** Short name of the step, e.g. `backtester`. */
  readonly slug: string;
  /** The moment that dates the key, in UTC; a run takes the moment of its end. */
  readonly at: Date;
  readonly hostname: string;
  /** @default "_ssm_logs" */
  readonly prefix?: string | undefined;
  /** The day that the work is for, when it may end on another. As YYYY-MM-DD. @default the day of `at` */
  readonly runDate?: string | undefined;
  /** Tells apart logs of one step, host and second, from the second one on. @default 1 */
  readonly ordinal?: number | undefined;
}

/**
 * `{prefix}/{slug}/{YYYY-MM-DD}/{hostname}-{HHMMSSZ}.log`, the layout that existing readers of these logs know. The second
 * log of the same second is `…Z-2.log`.
 *
 * @example
 * ```ts example
 * import { logKey } from "@alpha-engine/log-capture";
 *
 * console.log(logKey({ slug: "sweep", at: new Date("2026-11-20T16:17:30Z"), hostname: "ip-10-0-1-7" }));
 * ```
 * ```text output
 * _ssm_logs/sweep/2026-11-20/ip-10-0-1-7-161730Z.log
 * ```
 */
export function logKey({ slug, at, hostname, prefix = "_ssm_logs", runDate, ordinal = 1 }: LogKeyParts): string {
  const [date, time] = at.toISOString().split("T") as [string, string];
  const second = `${time.slice(0, 8).replaceAll(":", "")}Z`;
  return `${prefix}/${slug}/${runDate ?? date}/${hostname}-${second}${ordinal === 1 ? "" : `-${ordinal}`}.log`;
}
