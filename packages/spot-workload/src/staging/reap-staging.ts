import { bounded, type CallBounds, createClient, isNamed, patiently } from "@alpha-engine/aws-calls";
import { unstage } from "@alpha-engine/ssm-dispatcher";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";

import { MARK } from "./mark-staging.ts";
import { stagingError } from "./staging-error.ts";

/** Where is looked, and whether what is found is removed. */
export interface ReapStagingOptions {
  readonly bucket: string;
  /** @default "tmp/" */
  readonly prefix?: string | undefined;
  /** Really remove; otherwise only say. @default false */
  readonly apply?: boolean | undefined;
  /** @default now */
  readonly at?: Date | undefined;
  /** How long one call to S3 may take. @default "30s" */
  readonly callTimeout?: CallBounds["callTimeout"];
}

/** Staged files that nobody needs any more. */
export interface StaleStaging {
  readonly prefix: string;
  readonly deadline: Date;
  readonly removed: boolean;
  readonly problem?: string | undefined;
}

interface Asking {
  readonly bucket: string;
  readonly s3: S3Client;
  readonly bounds: () => { readonly abortSignal: AbortSignal };
}

/**
 * Finds the staging of runs that did not live to remove it: past its own deadline, which is behind that of its instance.
 * Says so only, unless told to `apply`. The deadline is read again right before.
 *
 * @throws SpotWorkloadError `STAGING_FAILED` when the bucket cannot be listed or a deadline not be read
 *
 * @example
 * ```ts example cloud
 * import { reapStaging } from "@alpha-engine/spot-workload";
 *
 * for (const { prefix, deadline } of await reapStaging({ bucket: "my-bucket" })) {
 *   console.log(`would remove ${prefix}: past its deadline, ${deadline.toISOString()}`);
 * }
 * ```
 */
export async function reapStaging(
  options: ReapStagingOptions,
  effects: { readonly s3?: S3Client | undefined } = {},
): Promise<readonly StaleStaging[]> {
  const { bucket, prefix = "tmp/", apply = false, at = new Date(), callTimeout } = options;
  const s3 = effects.s3 ?? createClient(S3Client);
  const asking: Asking = { bucket, s3, bounds: () => bounded({ callTimeout }) };
  try {
    const stale: StaleStaging[] = [];
    for (const mark of await marksUnder(prefix, asking)) {
      const deadline = await readMark(mark, asking);
      if (deadline === undefined || !(deadline < at)) continue;
      const problem = apply ? await remove(mark, deadline, asking) : undefined;
      stale.push({
        prefix: placeOf(mark),
        deadline,
        removed: apply && problem === undefined,
        ...(problem === undefined ? {} : { problem }),
      });
    }
    return stale;
  } catch (error) {
    throw stagingError(`go through what is staged in s3://${bucket}/${prefix}`, error);
  }
}

/** Every page is a call of its own, with its own bound. */
async function marksUnder(Prefix: string, { bucket, s3, bounds }: Asking): Promise<readonly string[]> {
  const marks: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const request = new ListObjectsV2Command({ Bucket: bucket, Prefix, ContinuationToken });
    const { Contents = [], NextContinuationToken } = await patiently(() => s3.send(request, bounds()), { tries: 5 });
    marks.push(...Contents.flatMap(({ Key = "" }) => (Key.endsWith(`/${MARK}`) ? [Key] : [])));
    ContinuationToken = NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return marks;
}

function placeOf(mark: string): string {
  return mark.slice(0, -MARK.length - 1);
}

async function remove(mark: string, deadline: Date, asking: Asking): Promise<string | undefined> {
  try {
    const now = await readMark(mark, asking);
    if (now?.getTime() !== deadline.getTime()) return "its deadline has changed since";
    await unstage({ bucket: asking.bucket, prefix: placeOf(mark) }, { s3: asking.s3 });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Undefined: gone meanwhile, or no date. */
async function readMark(Key: string, { bucket, s3, bounds }: Asking): Promise<Date | undefined> {
  const request = new GetObjectCommand({ Bucket: bucket, Key });
  const { Body } = await patiently(() => s3.send(request, bounds()), { tries: 5 }).catch((error: unknown) => {
    if (isNamed(error, "NoSuchKey")) return { Body: undefined };
    throw error;
  });
  const date = new Date((await Body?.transformToString()) ?? "");
  return Number.isNaN(date.getTime()) ? undefined : date;
}
