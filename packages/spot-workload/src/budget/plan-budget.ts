import { type Duration, toSeconds } from "@alpha-engine/dialect";

import { SpotWorkloadError } from "../errors.ts";

/** How the times of an attempt nest inside those of the step that runs the launcher. */
export interface BudgetOptions {
  /** The execution timeout of the step that the launcher runs in. @default none: nothing to fit into */
  readonly stepTimeout?: Duration | undefined;
  /** What must be left of it. @default "2m" */
  readonly margin?: Duration | undefined;
  /** From the launch to Online. @default "13m" */
  readonly boot?: Duration | undefined;
  /** From the launch until the instance ends itself. @default boot + scripts + 10 min */
  readonly watchdog?: Duration | undefined;
  /** From the launch until the reaper may take it. @default watchdog + 20 min */
  readonly deadline?: Duration | undefined;
}

/** What is to be done, as far as it takes time. */
export interface BudgetPlan {
  /** One after the other on one instance. */
  readonly scripts: readonly { readonly name: string; readonly timeout: Duration }[];
  /** Instances rented at the most. @default 2 */
  readonly maxAttempts?: number | undefined;
  /** Before a relaunch. @default "20s" */
  readonly retryBackoff?: Duration | undefined;
  readonly budget?: BudgetOptions | undefined;
}

/** All in seconds. */
export interface Budget {
  readonly boot: number;
  readonly scripts: number;
  /** Boot and all scripts: what one attempt may take. */
  readonly attempt: number;
  readonly watchdog: number;
  readonly deadline: number;
  readonly margin: number;
  readonly backoff: number;
  readonly maxAttempts: number;
  /** All attempts, the pauses between them and the margin: what a step must have at the least. */
  readonly needed: number;
  /** What the step has, where there is one. */
  readonly stepTimeout: number | undefined;
}

const BOOT = 780;
const MARGIN = 120;
const BACKOFF = 20;
const WATCHDOG_BEHIND_SCRIPTS = 600;
const DEADLINE_BEHIND_WATCHDOG = 1200;

/**
 * The one arithmetic of a launcher's time, each part inside the next: `maxAttempts` × (boot + scripts) + the pauses between
 * them + the margin is what a step must have (`needed`); the watchdog is behind boot and scripts, the deadline behind the
 * watchdog. {@link runOnSpot} refuses what does not nest; who writes the step takes its time from here.
 *
 * @throws SpotWorkloadError `BUDGET_DOES_NOT_FIT` with the arithmetic, `BAD_SPEC` for no script or no attempt
 *
 * @example
 * ```ts example
 * import { planBudget } from "@alpha-engine/spot-workload";
 *
 * const scripts = [
 *   { name: "bootstrap", timeout: "10m" },
 *   { name: "workload", timeout: "1h" },
 * ] as const;
 * const { attempt, needed, watchdog, deadline } = planBudget({ scripts });
 * console.log({ attempt, needed, watchdog, deadline });
 * ```
 * ```text output
 * { attempt: 4980, needed: 10100, watchdog: 5580, deadline: 6780 }
 * ```
 */
export function planBudget(plan: BudgetPlan): Budget {
  const { budget: given = {}, maxAttempts = 2, retryBackoff = BACKOFF } = plan;
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1) throw bad(`maxAttempts must count from 1, got ${maxAttempts}`);
  if (plan.scripts.length === 0) throw bad("there is no script to run");
  const scripts = plan.scripts.reduce((sum, { name, timeout }) => sum + toSeconds(timeout, `timeout of ${name}`), 0);
  const boot = toSeconds(given.boot ?? BOOT, "budget.boot");
  const margin = toSeconds(given.margin ?? MARGIN, "budget.margin");
  const backoff = toSeconds(retryBackoff, "retryBackoff");
  const attempt = boot + scripts;
  const watchdog = toSeconds(given.watchdog ?? attempt + WATCHDOG_BEHIND_SCRIPTS, "budget.watchdog");
  const deadline = toSeconds(given.deadline ?? watchdog + DEADLINE_BEHIND_WATCHDOG, "budget.deadline");
  const stepTimeout = given.stepTimeout === undefined ? undefined : toSeconds(given.stepTimeout, "budget.stepTimeout");
  const needed = maxAttempts * attempt + (maxAttempts - 1) * backoff + margin;
  const times = { boot, scripts, attempt, watchdog, deadline, margin, backoff, maxAttempts, needed, stepTimeout };
  checkNesting(plan, times);
  return times;
}

function checkNesting(plan: BudgetPlan, budget: Budget): void {
  const { boot, attempt, watchdog, deadline, margin, backoff, maxAttempts, needed, stepTimeout } = budget;
  const scripts = plan.scripts.map(({ name, timeout }) => `${name} ${toSeconds(timeout)}`);
  const sum = [`boot ${boot}`, ...scripts].join(" + ");
  const wrong: string[] = [];
  if (watchdog <= attempt) {
    wrong.push(`the watchdog fires after ${watchdog} s, inside an attempt (${sum} = ${attempt} s)`);
  }
  if (deadline <= watchdog) {
    wrong.push(`the deadline tag falls after ${deadline} s, before the watchdog (${watchdog} s) has had its chance`);
  }
  if (stepTimeout !== undefined && needed > stepTimeout) {
    const room = stepTimeout - margin;
    const retries = maxAttempts === 1 ? "" : ` + ${maxAttempts - 1} × back-off ${backoff}`;
    const one = attempt <= room ? "; one attempt would fit" : "";
    wrong.push(
      `${maxAttempts} × (${sum})${retries} = ${needed - margin} s, and the step has ${stepTimeout} s - margin ${margin} s = ${room} s${one}`,
    );
  }
  if (wrong.length === 0) return;
  throw new SpotWorkloadError("BUDGET_DOES_NOT_FIT", `the budgets do not fit: ${wrong.join("; ")}`, {
    hint: "give the step more time, the scripts less, or allow fewer attempts; nothing was launched",
  });
}

function bad(message: string): SpotWorkloadError {
  return new SpotWorkloadError("BAD_SPEC", message);
}
