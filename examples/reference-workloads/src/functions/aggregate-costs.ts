import { sizesBelow } from "../reports/reports.ts";
import { type Answer, define } from "./reference/define.ts";

const AREAS = ["data", "signals", "predictor", "reports"];

/** AggregateCosts: what the run has stored so far, by area. */
export const handler: (event: unknown) => Promise<Answer> = define(async ({ run, report }) => {
  const bytes = await Promise.all(
    AREAS.map(async (area) => {
      const sizes = await sizesBelow(run.bucket, `${area}/${run.runDate}/`);
      return [area, [...sizes.values()].reduce((sum, size) => sum + size, 0)] as const;
    }),
  );
  return { status: "OK", key: await report("aggregate-costs", { bytes: Object.fromEntries(bytes) }) };
});
