import { type Duration, toMilliseconds } from "@alpha-engine/dialect";

/** What bounds one call. */
export interface CallBounds {
  /** How long it may take. @default 30 */
  readonly callTimeout?: Duration | undefined;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The SDK's options of one call, which by itself would wait for an answer for ever. Make them anew for each call.
 *
 * @example
 * ```ts example cloud
 * import { bounded } from "@alpha-engine/aws-calls";
 * import { S3Client, ListBucketsCommand } from "@aws-sdk/client-s3";
 *
 * const s3 = new S3Client({ forcePathStyle: true });
 * const { Buckets = [] } = await s3.send(new ListBucketsCommand({}), bounded({ callTimeout: "10s" }));
 * console.log(Buckets.map(({ Name }) => Name));
 * ```
 * ```text output
 * [ 'my-bucket' ]
 * ```
 */
export function bounded({ callTimeout = 30, signal }: CallBounds = {}): { readonly abortSignal: AbortSignal } {
  const timeout = AbortSignal.timeout(toMilliseconds(callTimeout, "callTimeout"));
  return { abortSignal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]) };
}
