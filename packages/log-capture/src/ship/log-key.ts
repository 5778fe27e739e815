/** What names a log in the bucket. */
export interface LogKeyParts {
  /** Short name of the step, e.g. `backtester`. */
  readonly slug: string;
  /** The moment that dates the key, in UTC; a run takes the moment of its end. */
  readonly at: Date;
  readonly hostname: string;
  /** @default "_ssm_logs" */
  readonly prefix?: string | undefined;
}

/** `{prefix}/{slug}/{YYYY-MM-DD}/{hostname}-{HHMMSSZ}.log`, the layout that existing readers of these logs know. */
export function logKey({ slug, at, hostname, prefix = "_ssm_logs" }: LogKeyParts): string {
  const [date, time] = at.toISOString().split("T") as [string, string];
  return `${prefix}/${slug}/${date}/${hostname}-${time.slice(0, 8).replaceAll(":", "")}Z.log`;
}
