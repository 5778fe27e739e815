import { sharedPulls } from "../../rule/checkouts.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "shared-checkout",
  severity: "warning",
  preset: "recommended",
  what: "Commands that may run side by side pull or reset the same checkout without a lock.",
  why: "git stops with 128: a lock file exists, or it cannot fast-forward to two branches; lanes are lost.",
  mend: "Pull once before they fan out, or under flock.",
  known: "a Map of four (2026-06-18); a gate and the boot unit (2026-07-08)",
  *check({ states, scripts }) {
    const script = new Map(scripts.map((one) => [one.state, one]));
    for (const fan of states) {
      if (fan.type !== "Map" && fan.type !== "Parallel") continue;
      if (fan.type === "Map" && fan.raw["MaxConcurrency"] === 1) continue;
      for (const { state, checkout, others } of sharedPulls(fan, script)) {
        yield {
          message: `pulls ${checkout} beside ${others.map(({ name }) => name).join(", ") || "its own other lanes"}, without a lock`,
          state,
          related: [fan, ...others],
        };
        yield {
          message: `${state.name} pulls ${checkout} in lanes that run side by side`,
          state: fan,
          related: [state],
        };
      }
    }
  },
};
