import { getReport } from "../reports/reports.ts";
import { type Answer, define } from "./reference/define.ts";
import { meanOf } from "./reference/prices.ts";

/** EvalRollingMean: the mean of the judge's scores. */
export const handler: (event: unknown) => Promise<Answer> = define(async ({ run, report }) => {
  const judged = (await getReport(run, "eval-judge")) as
    | { readonly judgements: readonly { score: number }[] }
    | undefined;
  if (judged === undefined) return { status: "SKIPPED", reason: "nothing was judged for this run date" };
  const mean = meanOf(judged.judgements.map(({ score }) => score));
  return { status: "OK", mean, key: await report("eval-rolling-mean", { mean, judgements: judged.judgements.length }) };
});
