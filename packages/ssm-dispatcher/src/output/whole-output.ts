import { patiently } from "@alpha-engine/aws-calls";
import { GetObjectCommand } from "@aws-sdk/client-s3";

import type { ResolvedEffects } from "../effects.ts";
import type { KnownOutput } from "./ledger.ts";
import type { StreamName } from "./stream.ts";

/** SSM keeps the first 24,000 characters of stdout and 8,000 of stderr in its answer; below these the inline text is whole. */
const INLINE_CAPS = { stdout: 24_000, stderr: 8000 } as const;
const PLUGIN = "awsrunShellScript/0.awsrunShellScript";
const TRIES = 4;

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

export interface Output extends KnownOutput {
  /** Where the whole is (or should be), when it is not inline. */
  readonly url: string | undefined;
}

/** The whole of one stream: the inline text where it is whole, else the object that the agent wrote at the end. */
export async function wholeOutput(
  stream: StreamName,
  { text, hasEnded }: InlineOutput,
  place: OutputPlace | undefined,
  effects: ResolvedEffects,
): Promise<Output> {
  // The agent cuts by bytes and marks the cut within the cap, so that a cut text may be a little shorter than the cap.
  const isCut = Buffer.byteLength(text) >= INLINE_CAPS[stream] - 100 || text.endsWith("--output truncated--");
  const isWhole = hasEnded && !isCut;
  if (isWhole || place === undefined) return { text, isWhole, url: undefined };
  const Key = outputKey(stream, place);
  const url = `s3://${place.bucket}/${Key}`;
  const fetch = async (): Promise<string> => {
    const s3 = await effects.s3();
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: place.bucket, Key }), effects.bounded());
    return (await Body?.transformToString()) ?? "";
  };
  try {
    return { text: await patiently(fetch, { tries: TRIES }, effects), isWhole: true, url };
  } catch {
    // The agent writes the object with the instance's own permissions and only notes a failure on the instance.
    return { text, isWhole: false, url };
  }
}

/** The agent's own layout (fileS3.go). */
function outputKey(stream: StreamName, { prefix, commandId, instanceId }: OutputPlace): string {
  return `${prefix === "" ? "" : `${prefix}/`}${commandId}/${instanceId}/${PLUGIN}/${stream}`;
}
