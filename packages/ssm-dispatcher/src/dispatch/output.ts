import { GetObjectCommand } from "@aws-sdk/client-s3";

import type { World } from "../effects.ts";

/** SSM keeps the first 24,000 characters of stdout and 8,000 of stderr in its answer; below these the inline text is whole. */
const INLINE_CAPS = { stdout: 24_000, stderr: 8000 } as const;
const PLUGIN = "awsrunShellScript/0.awsrunShellScript";

export interface OutputPlace {
  readonly bucket: string;
  readonly prefix: string;
  readonly commandId: string;
  readonly instanceId: string;
}

export interface InlineOutput {
  readonly text: string;
  /** False when the script was cut off: SSM then answers with empty streams, whatever it had printed (recorded). */
  readonly hasEnded: boolean;
}

/** The whole of one stream: the inline text where it is whole, else the object that the agent wrote at the end. */
export async function wholeOutput(
  stream: "stdout" | "stderr",
  { text, hasEnded }: InlineOutput,
  place: OutputPlace | undefined,
  world: World,
): Promise<{ readonly text: string; readonly isWhole: boolean }> {
  // The agent cuts by bytes and marks the cut within the cap, so that a cut text may be a little shorter than the cap.
  const isCut = Buffer.byteLength(text) >= INLINE_CAPS[stream] - 100 || text.endsWith("--output truncated--");
  const isWhole = hasEnded && !isCut;
  if (isWhole || place === undefined) return { text, isWhole };
  try {
    const s3 = await world.s3();
    const folder = place.prefix === "" ? "" : `${place.prefix}/`;
    const Key = `${folder}${place.commandId}/${place.instanceId}/${PLUGIN}/${stream}`;
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: place.bucket, Key }));
    return { text: (await Body?.transformToString()) ?? "", isWhole: true };
  } catch {
    // The agent writes the object with the instance's own permissions and only notes a failure on the instance.
    return { text, isWhole: false };
  }
}
