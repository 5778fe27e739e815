import type { States } from "@alpha-engine/definition";

import { merge, type Step } from "../step/step.ts";

/**
 * A step with a way out of its own: `track` is entered from inside the step (see `exits`) and ends at `end`.
 *
 * @example
 * ```ts example
 * import { notify, sh, sideTrack, ssmStep } from "@alpha-engine/state-machine";
 *
 * const check = ssmStep({ name: "Check", slug: "check", command: sh`check`, budget: 60, exits: { 3: "TellHoliday" } });
 * const holiday = notify({ name: "TellHoliday", subject: "closed", message: "no trading today" });
 * const step = sideTrack(check, holiday, "PipelineSucceeded");
 * console.log(Object.keys(step.render({ next: "Next", onFailure: "HandleFailure", degraded: [] })).includes("TellHoliday"));
 * ```
 * ```text output
 * true
 * ```
 */
export function sideTrack(step: Step, track: Step, end: string): Step {
  return {
    ...step,
    longest: (step.longest ?? 0) + (track.longest ?? 0),
    render(wiring): States {
      return merge([step.render(wiring), track.render({ ...wiring, next: end })]);
    },
  };
}
