import { parseRunDate } from "@alpha-engine/artifacts";
import { z } from "zod";

const ResearchEvent = z.object({
  run_date: z.string(),
  /** Where the artifacts lie; the function's ARTIFACT_BUCKET otherwise. */
  bucket: z.string().min(1).optional(),
  weekly_run: z.boolean().default(false),
  force: z.boolean().default(false),
  skip_dry_run_gate: z.boolean().default(false),
  dry_run_llm: z.boolean().default(false),
  skipped: z.object({ rag_ingestion: z.boolean().default(false) }).default({ rag_ingestion: false }),
});

export type ParsedResearchEvent = z.infer<typeof ResearchEvent> & { readonly bucket: string };

/** @throws Error whose message names the field that is wrong. */
export function parseResearchEvent(event: unknown): ParsedResearchEvent {
  const parsed = ResearchEvent.safeParse(event);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "event"}: ${message}`);
    throw new Error(`bad event: ${problems.join("; ")}`);
  }
  const bucket = parsed.data.bucket ?? process.env.ARTIFACT_BUCKET;
  if (bucket === undefined || bucket === "") {
    throw new Error("no bucket: neither the event's bucket nor ARTIFACT_BUCKET is set");
  }
  return { ...parsed.data, bucket, run_date: parseRunDate(parsed.data.run_date) };
}
