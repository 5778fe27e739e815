import { appendFile, mkdir } from "node:fs/promises";
import { dirname } from "node:path";

import { PutObjectCommand } from "@aws-sdk/client-s3";

import type { Budget } from "../budget/plan-budget.ts";
import { SpotWorkloadError } from "../errors.ts";
import type { World } from "./effects.ts";
import { settle } from "./events.ts";
import type { SpotWorkloadSpec } from "./spec.ts";

/** How an attempt ended. `error` is one that rejected; `under-way` has not ended, or its launcher died. */
export type Verdict =
  | "succeeded"
  | "failed"
  | "reclaimed"
  | "no-capacity"
  | "lost"
  | "cancelled"
  | "error"
  | "under-way";

/** One step of an attempt. */
export interface Phase {
  /** `launch`, `running`, `online`, `stage`, `script:{name}`, `classify`, `heartbeats`, `give-back`, `unstage`. */
  readonly phase: string;
  readonly startedAt: string;
  readonly seconds: number;
  /** What came of it, where it was not what was wanted. */
  readonly problem?: string | undefined;
}

/** What happened when in one attempt: a line of NDJSON. */
export interface AttemptRecord {
  readonly slug: string;
  readonly runId: string;
  readonly attempt: number;
  readonly startedAt: string;
  readonly endedAt: string | undefined;
  readonly phases: readonly Phase[];
  readonly instanceId: string | undefined;
  readonly pool: string | undefined;
  readonly market: string | undefined;
  /** What the pools answered that were asked in vain. */
  readonly refusals: readonly string[];
  readonly verdict: Verdict;
  /** What the verdict rests on, and what spoke against it. */
  readonly evidence: readonly string[];
  /** The exit code of the run, were this the last attempt. */
  readonly exitCode: number | undefined;
  /** Another attempt follows. */
  readonly relaunch: boolean;
  /** Seconds. */
  readonly budget: Pick<Budget, "attempt" | "watchdog" | "deadline" | "stepTimeout">;
}

export interface Recorder {
  /** What is known so far, for whoever looks after a launcher that died. */
  soFar(record: AttemptRecord): Promise<void>;
  ended(record: AttemptRecord): Promise<void>;
}

const KEPT_PREFIX = "_spot_attempts";

/** The records of a run. One that cannot be written changes nothing but an event. */
export function openRecorder(spec: SpotWorkloadSpec, world: World): Recorder {
  const { file, prefix = KEPT_PREFIX } = spec.records ?? {};
  if (prefix !== false && /(^|\/)(tmp|temp|staging)(\/|$)/.test(prefix)) {
    throw new SpotWorkloadError("BAD_SPEC", `records would be lost under ${prefix}, which clean-ups remove`);
  }
  const lines: string[] = [];
  const put = async (records: readonly string[]): Promise<void> => {
    if (prefix === false) return;
    const Key = `${prefix}/${spec.slug}/${spec.runId}.ndjson`;
    const request = new PutObjectCommand({ Bucket: spec.bucket, Key, Body: `${records.join("\n")}\n` });
    await world.s3.send(request, { abortSignal: AbortSignal.timeout(30_000) });
  };
  const append = async (line: string): Promise<void> => {
    if (file === undefined) return;
    // Not recursive: below /proc Node would never return.
    await mkdir(dirname(file)).catch(() => {});
    await appendFile(file, `${line}\n`);
  };
  return {
    soFar: (record) => settle("record", put([...lines, JSON.stringify(record)]), undefined, world),
    ended: async (record) => {
      const line = JSON.stringify(record);
      lines.push(line);
      await settle("record", append(line), undefined, world);
      await settle("record", put(lines), undefined, world);
      world.onEvent({ type: "attempt-ended", record });
    },
  };
}
