import { type Answer, define } from "./reference/define.ts";
import { meanOf, pricesOf } from "./reference/prices.ts";
import { regimesOf } from "./reference/regimes.ts";

/** RegimeRetrospectiveEval: what the month after a calm or a nervous one was like. */
export const handler: (event: unknown) => Promise<Answer> = define(
  async ({ run, report }) => {
    const regimes = regimesOf(await pricesOf(run));
    const after = (regime: string): number =>
      meanOf(regimes.slice(1).flatMap(({ change }, index) => (regimes[index]?.regime === regime ? [change] : [])));
    const key = await report("regime-retrospective-eval", { afterCalm: after("calm"), afterNervous: after("nervous") });
    return { status: "OK", key };
  },
  ({ action }) => action === "dry_run",
);
