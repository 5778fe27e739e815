import { SpotWorkloadError } from "../errors.ts";
import type { SpotWorkloadSpec } from "../run/spec.ts";

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
  readonly stepTimeout: number | undefined;
}

const BOOT = 780;
const MARGIN = 120;
const WATCHDOG_BEHIND_SCRIPTS = 600;
const DEADLINE_BEHIND_WATCHDOG = 1200;

/** The budgets of a run, each inside the next; refused, with the arithmetic, when they do not nest. */
export function budgetOf(spec: SpotWorkloadSpec): Budget {
  const { budget: given = {}, maxAttempts = 2, retryBackoffSeconds: backoff = 20 } = spec;
  const { boot = BOOT, margin = MARGIN, stepTimeout } = given;
  const scripts = spec.scripts.reduce((sum, { timeout }) => sum + timeout, 0);
  const attempt = boot + scripts;
  const watchdog = given.watchdog ?? attempt + WATCHDOG_BEHIND_SCRIPTS;
  const deadline = given.deadline ?? watchdog + DEADLINE_BEHIND_WATCHDOG;
  const budget = { boot, scripts, attempt, watchdog, deadline, margin, backoff, maxAttempts, stepTimeout };
  for (const [name, value] of Object.entries({ ...budget, stepTimeout: stepTimeout ?? 0 })) {
    if (!(Number.isFinite(value) && value >= 0)) throw bad(`${name} must be a number of seconds, got ${value}`);
  }
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1) throw bad(`maxAttempts must count from 1, got ${maxAttempts}`);
  if (spec.scripts.length === 0) throw bad("there is no script to run");
  checkNesting(spec, budget);
  return budget;
}

/** Undefined when a whole attempt still fits behind `elapsed` seconds; otherwise the arithmetic. */
export function whyNoMore(budget: Budget, elapsed: number): string | undefined {
  const { stepTimeout, backoff, attempt, margin } = budget;
  const needed = elapsed + backoff + attempt + margin;
  if (stepTimeout === undefined || needed <= stepTimeout) return undefined;
  return `${Math.round(elapsed)} s passed + back-off ${backoff} s + a whole attempt ${attempt} s + margin ${margin} s = ${Math.round(needed)} s, and the step ends at ${stepTimeout} s`;
}

function checkNesting(spec: SpotWorkloadSpec, budget: Budget): void {
  const { boot, attempt, watchdog, deadline, margin, backoff, maxAttempts, stepTimeout } = budget;
  const sum = [`boot ${boot}`, ...spec.scripts.map(({ name, timeout }) => `${name} ${timeout}`)].join(" + ");
  const wrong: string[] = [];
  if (watchdog <= attempt) {
    wrong.push(`the watchdog fires after ${watchdog} s, inside an attempt (${sum} = ${attempt} s)`);
  }
  if (deadline <= watchdog) {
    wrong.push(`the deadline tag falls after ${deadline} s, before the watchdog (${watchdog} s) has had its chance`);
  }
  if (stepTimeout !== undefined) {
    const room = stepTimeout - margin;
    const all = maxAttempts * attempt + (maxAttempts - 1) * backoff;
    const retries = maxAttempts === 1 ? "" : ` + ${maxAttempts - 1} × back-off ${backoff}`;
    if (all > room) {
      const one = attempt <= room ? "; one attempt would fit" : "";
      wrong.push(
        `${maxAttempts} × (${sum})${retries} = ${all} s, and the step has ${stepTimeout} s - margin ${margin} s = ${room} s${one}`,
      );
    }
  }
  if (wrong.length === 0) return;
  throw new SpotWorkloadError(
    "BUDGET_DOES_NOT_FIT",
    `the budgets do not fit: ${wrong.join("; ")}`,
    "give the step more time, the scripts less, or allow fewer attempts; nothing was launched",
  );
}

function bad(message: string): SpotWorkloadError {
  return new SpotWorkloadError("BAD_SPEC", message);
}
