import { parseRunDate } from "@alpha-engine/artifacts";

import { getReport, putReport } from "../reports/reports.ts";
import { openRun } from "../stages/open-run.ts";
import type { Answer } from "./reference/define.ts";

interface Plan {
  readonly requests: readonly { readonly name: string; readonly direction: string; readonly reason: string }[];
}

/** Judges each signal of the plan: one that takes a side and says why is worth more. */
export async function handler(event: unknown): Promise<Answer> {
  const { plan_s3_key: planKey = "", dry_run_llm: isDry } = event as { plan_s3_key?: string; dry_run_llm?: boolean };
  if (isDry === true) return { status: "OK", dry_run: true };
  const run = openRun({
    bucket: process.env.ARTIFACT_BUCKET ?? "",
    runDate: parseRunDate(planKey.split("/")[1] ?? ""),
  });
  const plan = (await getReport(run, "eval-judge-plan")) as Plan | undefined;
  if (plan === undefined) return { status: "ERROR", error: `there is no plan at ${planKey}` };
  const judgements = plan.requests.map(({ name, direction, reason }) => ({
    name,
    score: (direction === "neutral" ? 0 : 0.5) + Math.min(reason.length, 50) / 100,
  }));
  return { status: "OK", judged: judgements.length, key: await putReport(run, "eval-judge", { judgements }) };
}
