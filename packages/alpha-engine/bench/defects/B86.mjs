import { leavingObject, NOTHING_WEEKLY, WEEKLY_PYTHON, weeklyPython } from "./programs.mjs";

export const stage = {
  why: "the box that everything runs on is lost, and another is to be launched",
  input: { ...NOTHING_WEEKLY, skip_weekly_run_day_gate: true, skip_morning_enrich: false },
  words: ["--fault", "MorningEnrich:ssm:undeliverable"],
  config: {
    pipelines: { machine: { rehearsal: { expect: { objects: ["s3://launches/done-"] } } } },
    rehearsal: {
      buckets: { launches: {} },
      standIns: {
        DispatchWeeklyFreshnessSpot: leavingObject("launches", {
          Payload: { instance_id: "i-1", command_id: "c-1", market: "spot", run_token: "t" },
        }),
      },
    },
  },
  programs: { [WEEKLY_PYTHON]: weeklyPython() },
  see: [{ kind: "expectation-unmet", text: "launches" }],
};
