import { ssmStep, type SsmStepOptions, type Step } from "@alpha-engine/state-machine";

/** What the launchers take beside the work, in seconds: renting with boot, bootstrap, the pause before a relaunch. */
const RENT = 780;
const BOOTSTRAP = 600;
const PAUSE = 20;
const ROOM = 120;

export interface SpotStepOptions extends Omit<SsmStepOptions, "budget" | "within"> {
  /** Seconds for the tools on the instance. */
  readonly deps: number;
  /** Seconds for the work itself. */
  readonly work: number;
}

/** A launcher's command. Its budget holds everything twice: one instance may be taken away. */
export function spotStep({ deps, work, ...step }: SpotStepOptions): Step {
  const once = RENT + BOOTSTRAP + deps + work;
  const budget = 2 * once + PAUSE + ROOM;
  const within = { "the first instance": once, "a pause": PAUSE, "the second": once };
  // The launcher refuses to begin with budgets that do not fit, and to relaunch when the rest of the time is too short.
  const environment = { ...step.environment, SF_EXECUTION_TIMEOUT: String(budget) };
  return ssmStep({ ...step, environment, within, budget });
}
