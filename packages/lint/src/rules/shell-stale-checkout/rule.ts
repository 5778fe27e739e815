import { checkoutsUsed } from "../../rule/checkouts.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "shell-stale-checkout",
  severity: "warning",
  preset: "pipeline",
  what: "A step runs code from a checkout that nothing in the pipeline brings up to date.",
  why: "It runs whatever was last pulled by hand: a fix that was merged hours ago does not run.",
  mend: "Pull it in the step, or once in front; better, run a release that is installed by version.",
  known: "2026-04-11; a guard that refuses after any merge of the day (2026-07-01)",
  *check({ scripts, states }) {
    // A box that is started here updates itself when it boots, or is made new.
    if (states.some(({ call }) => call?.service === "ec2" && /^(?:start|run)Instances$/.test(call.action))) return;
    const all = scripts.map((script) => ({ script, ...checkoutsUsed(script.shell) }));
    const pulled = new Set(all.flatMap((one) => one.pulled));
    for (const { script, worked } of all)
      for (const folder of worked)
        if (!pulled.has(folder))
          yield { message: `runs from ${folder}, which no step updates`, state: script.state, pointer: script.pointer };
  },
};
