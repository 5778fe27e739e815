import { NOTHING_WEEKLY } from "./programs.mjs";

export const stage = {
  why: "all that runs on the box is left out, and nothing may be launched for that",
  input: { ...NOTHING_WEEKLY, skip_weekly_run_day_gate: true, ec2_instance_id: null },
  config: {
    rehearsal: { standIns: { DispatchWeeklyFreshnessSpot: { throws: { error: "Launched", cause: "for nothing" } } } },
  },
  see: [{ state: "DispatchWeeklyFreshnessSpot", kind: "failed" }],
};
