import { leavingObject } from "./programs.mjs";

const lane = leavingObject("lanes", { groomLaunch: { Payload: { groom: { launched: true } } } });
export const stage = {
  why: "a lane fails while another is at work, whose result is looked for",
  words: ["--fault", "LaunchGroomSpot[0]:lambda:error"],
  config: {
    pipelines: { machine: { rehearsal: { expect: { objects: ["s3://lanes/done-1"] } } } },
    rehearsal: {
      buckets: { lanes: {} },
      standIns: {
        DecideLaunches: {
          answer: { Payload: { decide: { launches: [{ issue_filter: "a" }, { issue_filter: "b" }] } } },
        },
        LaunchGroomSpot: { ...lane, delay: "10m" },
      },
    },
  },
  see: [{ kind: "expectation-unmet", text: "lanes" }],
};
