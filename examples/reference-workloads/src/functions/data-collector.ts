import { type Answer, define } from "./reference/define.ts";
import { pricesOf } from "./reference/prices.ts";

/** DataPhase2: the last close of every month. */
export const handler: (event: unknown) => Promise<Answer> = define(async ({ run, event, report }) => {
  if (event["phase"] !== 2)
    return { status: "ERROR", error: `phase: expected 2, got ${JSON.stringify(event["phase"])}` };
  const { dates, columns } = await pricesOf(run);
  const closes = Object.fromEntries(dates.map((date, day) => [date.slice(0, 7), columns.close[day]]));
  return { status: "OK", months: Object.keys(closes).length, key: await report("data-phase2", { closes }) };
});
