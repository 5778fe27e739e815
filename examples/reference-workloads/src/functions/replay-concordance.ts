import { type Answer, define } from "./reference/define.ts";
import { pricesOf, signalsOf } from "./reference/prices.ts";
import { marketSignals } from "./research/market-signals.ts";

/** ReplayConcordance: how many of the published signals come out the same once more. */
export const handler: (event: unknown) => Promise<Answer> = define(async ({ run, report }) => {
  const published = await signalsOf(run);
  if (published === undefined) return { status: "SKIPPED", reason: "there are no signals for this run date" };
  const again = marketSignals(await pricesOf(run));
  const compared = again.map(({ name, direction }) => ({
    name,
    same: published.some((signal) => signal.name === name && signal.direction === direction),
  }));
  const concordance = compared.filter(({ same }) => same).length / compared.length;
  return { status: "OK", concordance, key: await report("replay-concordance", { concordance, compared }) };
});
