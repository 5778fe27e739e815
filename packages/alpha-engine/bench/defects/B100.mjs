import { NOTHING_WEEKLY, WEEKLY_PYTHON, weeklyPython } from "./programs.mjs";

export const stage = {
  why: "a run is for the day before, and its verdicts are to lie under that day",
  input: {
    ...NOTHING_WEEKLY,
    skip_weekly_run_day_gate: true,
    skip_morning_enrich: false,
    run_date: "2026-08-21",
    ec2_instance_id: ["${boxes.ec2}"],
  },
  words: ["--at", "2026-08-22T09:00Z"],
  config: {
    pipelines: {
      machine: { rehearsal: { expect: { objects: ["s3://alpha-engine-research/verdicts/2026-08-21/enrich.json"] } } },
    },
  },
  programs: {
    [WEEKLY_PYTHON]: weeklyPython(),
    "/home/ec2-user/alpha-engine-data/infrastructure/spot_morning_enrich.sh": [
      "#!/bin/bash",
      'echo ok | aws s3 cp - "s3://alpha-engine-research/verdicts/${EXECUTION_RUN_DATE:-$(date -u +%F)}/enrich.json"',
    ],
  },
  see: [{ kind: "expectation-unmet", text: "verdicts/2026-08-21" }],
};
