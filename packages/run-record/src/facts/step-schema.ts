import { z } from "zod";

import type { StateSummary } from "./step.ts";

const text = z.string().nullable();
const itemFailure = z.looseObject({
  item: z.int(),
  commandId: text,
  exitCode: z.int().nullable(),
  commandFolder: text,
  error: text,
  cause: text,
  lastLines: z.array(z.string()),
});
/** How a work state went, as a record and a summary have it. */
export const stateSummarySchema: z.ZodType<StateSummary> = z.looseObject({
  name: z.string(),
  kind: z.enum(["ssm", "lambda", "sns", "other"]),
  status: z.enum(["SUCCEEDED", "FAILED", "SKIPPED", "NOT_REACHED", "ABORTED", "RUNNING", "UNKNOWN"]),
  attempts: z.int(),
  startedAt: text,
  endedAt: text,
  wallSeconds: z.number().nullable(),
  instanceId: text,
  instanceIds: z.array(z.string()),
  commandId: text,
  exitCode: z.int().nullable(),
  logKey: text,
  logBucket: text.default(null),
  commandFolder: text,
  error: text,
  cause: text,
  lastLines: z.array(z.string()),
  items: z
    .looseObject({
      ok: z.int(),
      failed: z.int(),
      aborted: z.int(),
      running: z.int(),
      failures: z.array(itemFailure),
    })
    .nullable(),
});
