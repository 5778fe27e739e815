import type { States } from "@alpha-engine/definition";

import { merge, type Step } from "../step/step.ts";

/** A step with a way out of its own: `track` is entered from inside the step (see `exits`) and ends at `end`. */
export function sideTrack(step: Step, track: Step, end: string): Step {
  return {
    ...step,
    longest: (step.longest ?? 0) + (track.longest ?? 0),
    render(wiring): States {
      return merge([step.render(wiring), track.render({ ...wiring, next: end })]);
    },
  };
}
