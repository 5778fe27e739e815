import { leavingObject } from "./programs.mjs";

export const stage = {
  why: "a lane fails, and what is to be done at the end of all is looked for",
  words: ["--fault", "LaunchGroomSpot[0]:lambda:error"],
  config: {
    pipelines: { machine: { rehearsal: { expect: { objects: ["s3://sweeps/done-"] } } } },
    rehearsal: {
      buckets: { sweeps: {} },
      standIns: { DispatchEndOfSfSweep: leavingObject("sweeps", { Payload: { dispatched: true } }) },
    },
  },
  see: [{ kind: "expectation-unmet", text: "sweeps" }],
};
