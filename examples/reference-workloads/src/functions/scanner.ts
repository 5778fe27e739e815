import { type Answer, define } from "./reference/define.ts";
import { deviationOf, pricesOf, returnsOf } from "./reference/prices.ts";

const DAYS = 60;
const SIGMAS = 2;

/** Scanner: the days of the last months on which the market moved far. */
export const handler: (event: unknown) => Promise<Answer> = define(async ({ run, report }) => {
  const { dates, columns } = await pricesOf(run);
  const returns = returnsOf(columns.close);
  const far = SIGMAS * deviationOf(returns);
  const candidates = [...returns.entries()]
    .slice(-DAYS)
    .filter(([, change]) => Math.abs(change) > far)
    .map(([day, change]) => ({ date: dates[day + 1], change }));
  return { status: "OK", found: candidates.length, key: await report("scanner", { threshold: far, candidates }) };
});
