import { type Answer, define, type Work } from "./reference/define.ts";
import { signalsOf } from "./reference/prices.ts";

/** Plans one judgement for each signal, with a second opinion in the first week of a month. A dry pass has none. */
export const handler: (event: unknown) => Promise<Answer> = define(plan, () => false);

async function plan({ run, event, report }: Work): Promise<Answer> {
  const signals = event["dry_run_llm"] === true ? undefined : await signalsOf(run);
  if (signals === undefined) return { status: "EMPTY" };
  const opinions = event["force_sonnet_pass"] === true ? 2 : 1;
  const requests = signals.map(({ name, direction, reason }) => ({ name, direction, reason, opinions }));
  return { status: "OK", batch_id: `batch-${run.runDate}`, plan_s3_key: await report("eval-judge-plan", { requests }) };
}
