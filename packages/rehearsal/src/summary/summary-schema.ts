import { z } from "zod";

/** One work state of the definition: something done outside the state machine. */
export interface StateSummary {
  readonly name: string;
  readonly kind: "ssm" | "lambda" | "sns" | "other";
  /** `ABORTED`: it was at work when the rehearsal was stopped. */
  readonly status: "SUCCEEDED" | "FAILED" | "SKIPPED" | "NOT_REACHED" | "ABORTED";
  /** Times its work was started: instances rented for it, else times the task was scheduled. */
  readonly attempts: number;
  /** By the cloud's clock, which runs faster than the wall. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** By the wall. */
  readonly wallSeconds: number | null;
  /** Where its work ran: the last instance rented for it, else the dispatcher box. */
  readonly instanceId: string | null;
  /** All instances rented for it, in order. */
  readonly instanceIds: readonly string[];
  /** The command on the dispatcher box. */
  readonly commandId: string | null;
  readonly exitCode: number | null;
  /** In the log bucket. */
  readonly logKey: string | null;
  /** Below the run's folder: holds `stdout` and `stderr` of the command. */
  readonly commandFolder: string | null;
}

/** `summary.json`. Fields are only ever added; any other change raises `schemaVersion`. */
export interface Summary {
  readonly schemaVersion: 2;
  readonly pipeline: string;
  readonly executionName: string;
  readonly executionArn: string | null;
  readonly status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly wallSeconds: number;
  readonly input: unknown;
  readonly output: unknown;
  /** What was under way when the rehearsal was interrupted; `null` where it was not. */
  readonly interrupted: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly sandbox: { readonly kind: "namespaces" | "plain"; readonly reason: string | null };
  /**
   * How time passed: `rate` is how many times faster than the wall beside work; `notes` say which limits struck after how
   * long, and what may have read the wall's time instead of the cloud's.
   */
  readonly time: { readonly rate: number; readonly notes: readonly string[] };
  /** `null` where no log was looked for. */
  readonly logBucket: string | null;
  readonly states: readonly StateSummary[];
  readonly faults: readonly { readonly state: string; readonly kind: "fail" | "reclaim"; readonly injected: boolean }[];
  /** What must not be after a run: an instance left running, a step without its log, a fault that met nothing. */
  readonly problems: readonly string[];
}

const text = z.string().nullable();

/** Reads a `summary.json` and refuses anything else, and what has another `schemaVersion`; keys that it does not know stay. */
export const summarySchema: z.ZodType<Summary> = z.looseObject({
  schemaVersion: z.literal(2),
  pipeline: z.string(),
  executionName: z.string(),
  executionArn: text,
  status: z.enum(["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]),
  startedAt: text,
  endedAt: text,
  wallSeconds: z.number(),
  input: z.unknown(),
  output: z.unknown(),
  interrupted: text.default(null),
  error: text,
  cause: text,
  sandbox: z.looseObject({ kind: z.enum(["namespaces", "plain"]), reason: text }),
  time: z.looseObject({ rate: z.number(), notes: z.array(z.string()) }),
  logBucket: text,
  states: z.array(
    z.looseObject({
      name: z.string(),
      kind: z.enum(["ssm", "lambda", "sns", "other"]),
      status: z.enum(["SUCCEEDED", "FAILED", "SKIPPED", "NOT_REACHED", "ABORTED"]),
      attempts: z.int(),
      startedAt: text,
      endedAt: text,
      wallSeconds: z.number().nullable(),
      instanceId: text,
      instanceIds: z.array(z.string()),
      commandId: text,
      exitCode: z.int().nullable(),
      logKey: text,
      commandFolder: text,
    }),
  ),
  faults: z.array(z.looseObject({ state: z.string(), kind: z.enum(["fail", "reclaim"]), injected: z.boolean() })),
  problems: z.array(z.string()),
});
