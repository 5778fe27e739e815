import { unstage } from "@alpha-engine/ssm-dispatcher";
import { GetObjectCommand, paginateListObjectsV2, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

import type { World } from "../run/effects.ts";

const MARK = "deadline";

interface Place {
  readonly bucket: string;
  readonly prefix: string;
}

/** Notes beside the staged files until when they may be needed: a launcher that is killed does not remove them. */
export async function markStaging(
  { bucket, prefix }: Place,
  seconds: number,
  { s3, date }: Pick<World, "s3" | "date">,
): Promise<void> {
  const Body = new Date(date().getTime() + seconds * 1000).toISOString();
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${prefix}/${MARK}`, Body }));
}

/** Staged files that nobody needs any more. */
export interface StaleStaging {
  readonly prefix: string;
  readonly deadline: Date;
  readonly removed: boolean;
  readonly problem?: string | undefined;
}

/**
 * Finds the staging of runs that did not live to remove it: past its own deadline, which is behind that of its instance.
 * Says so only, unless told to `apply`. The deadline is read again right before.
 */
export async function reapStaging(
  options: {
    readonly bucket: string;
    /** @default "tmp/" */
    readonly prefix?: string | undefined;
    /** @default false */
    readonly apply?: boolean | undefined;
    /** @default now */
    readonly at?: Date | undefined;
  },
  effects: { readonly s3?: S3Client | undefined } = {},
): Promise<readonly StaleStaging[]> {
  const { bucket, prefix = "tmp/", apply = false, at = new Date() } = options;
  const s3 = effects.s3 ?? new S3Client({});
  const marks: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
    marks.push(...Contents.flatMap(({ Key = "" }) => (Key.endsWith(`/${MARK}`) ? [Key] : [])));
  }
  const stale: StaleStaging[] = [];
  for (const mark of marks) {
    const deadline = await readMark(bucket, mark, s3);
    if (deadline === undefined || !(deadline < at)) continue;
    const place = { bucket, prefix: mark.slice(0, -MARK.length - 1) };
    const problem = apply ? await remove(place, mark, deadline, s3) : undefined;
    stale.push({
      prefix: place.prefix,
      deadline,
      removed: apply && problem === undefined,
      ...(problem === undefined ? {} : { problem }),
    });
  }
  return stale;
}

async function remove(place: Place, mark: string, deadline: Date, s3: S3Client): Promise<string | undefined> {
  try {
    const now = await readMark(place.bucket, mark, s3);
    if (now?.getTime() !== deadline.getTime()) return "its deadline has changed since";
    await unstage(place, { s3 });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Undefined: gone meanwhile, or no date. */
async function readMark(Bucket: string, Key: string, s3: S3Client): Promise<Date | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key })).catch((error: Error) => {
    if (error.name === "NoSuchKey") return { Body: undefined };
    throw error;
  });
  const date = new Date((await Body?.transformToString()) ?? "");
  return Number.isNaN(date.getTime()) ? undefined : date;
}
