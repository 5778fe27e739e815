import { getReport } from "../reports/reports.ts";
import { type Answer, define } from "./reference/define.ts";

/** PredictorHealthCheck: there are predictions for this run date, and each is a number. */
export const handler: (event: unknown) => Promise<Answer> = define(async ({ run }) => {
  const found = (await getReport(run, "predictions")) as { readonly predictions: Record<string, unknown> } | undefined;
  if (found === undefined) return { status: "ERROR", error: "there are no predictions for this run date" };
  const bad = Object.entries(found.predictions).filter(([, value]) => !Number.isFinite(value));
  return bad.length === 0
    ? { status: "OK", healthy: Object.keys(found.predictions).length }
    : { status: "ERROR", error: `no numbers: ${bad.map(([ticker]) => ticker).join(", ")}` };
});
