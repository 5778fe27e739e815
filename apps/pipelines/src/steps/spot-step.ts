import { launcherBudget, type LauncherApp } from "@alpha-engine/spot-workload/launcher";
import { ssmStep, type SsmStepOptions, type Step } from "@alpha-engine/state-machine";

export interface SpotStepOptions extends Omit<SsmStepOptions, "budget" | "within"> {
  /** Whose command it is; how long its scripts may take is the launcher's to say. */
  readonly launcher: LauncherApp;
  /** The stages that the command runs, by the names that the launcher has budgets for. */
  readonly stages: readonly string[];
}

/** A launcher's command. Its budget is the launcher's own arithmetic: everything twice, as one instance may be taken away. */
export function spotStep({ launcher, stages, ...step }: SpotStepOptions): Step {
  const { attempt, backoff, needed: budget } = launcherBudget(launcher, stages);
  const within = { "the first instance": attempt, "a pause": backoff, "the second": attempt };
  // The launcher refuses to begin with budgets that do not fit, and to relaunch when the rest of the time is too short.
  const environment = { ...step.environment, SF_EXECUTION_TIMEOUT: String(budget) };
  return ssmStep({ ...step, environment, within, budget });
}
