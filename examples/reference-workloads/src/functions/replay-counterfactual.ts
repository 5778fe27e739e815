import { type Answer, define } from "./reference/define.ts";
import { signalsOf } from "./reference/prices.ts";

/** Counterfactual: whether the signals together would point elsewhere without one of them. */
export const handler: (event: unknown) => Promise<Answer> = define(async ({ run, report }) => {
  const signals = await signalsOf(run);
  if (signals === undefined) return { status: "SKIPPED", reason: "there are no signals for this run date" };
  const balance = signals.map(({ direction }) => ({ up: 1, down: -1, neutral: 0 })[direction]);
  const whole = Math.sign(balance.reduce((sum, value) => sum + value, 0));
  const without = signals.map(({ name }, index) => ({
    name,
    flips: Math.sign(balance.reduce((sum, value, other) => (other === index ? sum : sum + value), 0)) !== whole,
  }));
  return { status: "OK", key: await report("replay-counterfactual", { whole, without }) };
});
