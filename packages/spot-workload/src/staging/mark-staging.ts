import { bounded, type CallBounds, patiently } from "@alpha-engine/aws-calls";
import { PutObjectCommand } from "@aws-sdk/client-s3";

import type { ResolvedEffects } from "../effects.ts";
import { stagingError } from "./staging-error.ts";

/** The name of the object that says until when the files beside it may be needed. */
export const MARK = "deadline";

/** Notes beside the staged files until when they may be needed: a launcher that is killed does not remove them. */
export async function markStaging(
  {
    bucket,
    prefix,
    seconds,
    callTimeout,
  }: {
    readonly bucket: string;
    readonly prefix: string;
    /** From now. */
    readonly seconds: number;
    readonly callTimeout?: CallBounds["callTimeout"];
  },
  effects: Pick<ResolvedEffects, "s3" | "date" | "sleep" | "random" | "now">,
): Promise<void> {
  const Body = new Date(effects.date().getTime() + seconds * 1000).toISOString();
  const request = new PutObjectCommand({ Bucket: bucket, Key: `${prefix}/${MARK}`, Body });
  try {
    await patiently(() => effects.s3.send(request, bounded({ callTimeout })), { tries: 5 }, effects);
  } catch (error) {
    throw stagingError(`stage files in s3://${bucket}/${prefix}/`, error);
  }
}
