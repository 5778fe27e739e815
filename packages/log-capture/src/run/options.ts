import type { Duration } from "@alpha-engine/dialect";
import type { S3Client } from "@aws-sdk/client-s3";

import type { Redaction } from "../redact/patterns.ts";
import type { Shipped } from "../ship/named-object.ts";

/** What is run, where its output is kept and where it is shipped. */
export interface RunOptions {
  /** Names the step: the folder of its logs in the bucket. */
  readonly slug: string;
  /** The local log; its folder is made, the logs of the three runs before stay beside it. */
  readonly logPath: string;
  /** The program and its arguments, as they are: no shell. */
  readonly command: readonly string[];
  /** Where the log is shipped. Without one it stays local. */
  readonly bucket?: string | undefined;
  /** @default "_ssm_logs" */
  readonly prefix?: string | undefined;
  /** The day of the key, when the command may end on another. As YYYY-MM-DD. @default the day of the end, in UTC */
  readonly runDate?: string | undefined;
  /** The command's environment. @default process.env */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** The command's stdin: ours, or /dev/null, so that it cannot read the script that it is part of. @default "ignore" */
  readonly stdin?: "inherit" | "ignore" | undefined;
  /** Ships the log this often while the command runs, to the key of the first time. @default only at the end */
  readonly uploadEvery?: Duration | undefined;
  /** For the shipping after the end. @default "30s", and 1 s more for every 4 MiB */
  readonly uploadTimeout?: Duration | undefined;
  /** From the first signal to SIGKILL. @default none: the second signal kills */
  readonly grace?: Duration | undefined;
  /** What appears neither in the object nor on stdout. The local log has it. */
  readonly redact?: Redaction | undefined;
}

/** What a run takes from outside: S3, the copy of the output, the name of this machine. */
export interface Effects {
  /** @default a client of the ordinary AWS environment, loaded while the command runs */
  readonly s3?: S3Client | undefined;
  /** Descriptor that gets a copy of every byte. @default 1 (stdout) */
  readonly stdout?: number | undefined;
  /** @default os.hostname() */
  readonly hostname?: string | undefined;
}

/** What went wrong beside the command. None of these changes its exit code. */
export interface CaptureProblem {
  readonly what: "log" | "stdout" | "ship" | "pipe";
  readonly message: string;
}

/** How the command ended and what became of its output; a log that could not be shipped is among the `problems`. */
export interface RunResult {
  /** The command's own code; 128 + n when signal n ended it; 127 not found, 126 not executable, 125 our own failure before it ran. */
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | undefined;
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** `bytes` are in the file, `missing` are nowhere: a full disk, a log that could not be opened. */
  readonly log: { readonly path: string; readonly bytes: number; readonly missing: number };
  /** Where the log is in S3; undefined without a bucket, or where it could not be shipped. */
  readonly shipped: Shipped | undefined;
  readonly problems: readonly CaptureProblem[];
}
