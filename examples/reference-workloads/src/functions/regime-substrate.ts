import { type Answer, define } from "./reference/define.ts";
import { pricesOf } from "./reference/prices.ts";
import { regimesOf } from "./reference/regimes.ts";

/** RegimeSubstrate: calm and nervous months. */
export const handler: (event: unknown) => Promise<Answer> = define(
  async ({ run, report }) => {
    const regimes = regimesOf(await pricesOf(run));
    return { status: "OK", months: regimes.length, key: await report("regime-substrate", { regimes }) };
  },
  ({ action }) => action === "dry_run",
);
