import { appendFile, mkdir } from "node:fs/promises";
import { dirname } from "node:path";

import { bounded, patiently } from "@alpha-engine/aws-calls";
import { PutObjectCommand } from "@aws-sdk/client-s3";

import { SpotWorkloadError } from "../errors.ts";
import type { AttemptRecord } from "./attempt-record.ts";
import type { RunContext } from "./context.ts";
import { tolerate } from "./tolerate.ts";

export interface Recorder {
  /** What is known so far, for whoever looks after a launcher that died. */
  soFar(record: AttemptRecord): Promise<void>;
  ended(record: AttemptRecord): Promise<void>;
}

const KEPT_PREFIX = "_spot_attempts";

/** The records of a run. One that cannot be written changes nothing but an event. */
export function openRecorder(context: RunContext): Recorder {
  const { spec, onEvent, calls } = context;
  const { file, prefix = KEPT_PREFIX } = spec.records ?? {};
  if (prefix !== false && /(^|\/)(tmp|temp|staging)(\/|$)/.test(prefix)) {
    throw new SpotWorkloadError("BAD_SPEC", `records would be lost under ${prefix}, which clean-ups remove`);
  }
  const lines: string[] = [];
  const put = async (records: readonly string[]): Promise<void> => {
    if (prefix === false) return;
    const Key = `${prefix}/${spec.slug}/${spec.runId}.ndjson`;
    const request = new PutObjectCommand({ Bucket: spec.bucket, Key, Body: `${records.join("\n")}\n` });
    await patiently(() => context.s3.send(request, bounded(calls)), { tries: 3, patience: "10s" }, context);
  };
  const append = async (line: string): Promise<void> => {
    if (file === undefined) return;
    // Not recursive: below /proc Node would never return.
    await mkdir(dirname(file)).catch(() => {});
    await appendFile(file, `${line}\n`);
  };
  return {
    soFar: (record) => tolerate("record", put([...lines, JSON.stringify(record)]), context),
    ended: async (record) => {
      const line = JSON.stringify(record);
      lines.push(line);
      await tolerate("record", append(line), context);
      await tolerate("record", put(lines), context);
      onEvent({ type: "attempt-ended", record });
    },
  };
}
