import { type Budget, type BudgetPlan, planBudget } from "../budget/plan-budget.ts";
import { SpotWorkloadError } from "../errors.ts";
import type { LauncherApp } from "./plan.ts";

/** The scripts before the work, of every mode. */
const PREPARE = ["bootstrap", "deps"];
const DRY = "preflight";

/**
 * What a launcher's run of these stages takes at the most, by the same arithmetic with which the launcher itself checks its
 * time before it launches: for whoever gives the step its time. `--preflight-only` has to fit into the same step, so where
 * its preflight takes longer than the stages that counts. Loads no AWS SDK.
 *
 * @param app the launcher's budgets by script name
 * @param stages the stages that are to run, by script name
 * @throws SpotWorkloadError `BAD_SPEC` for a stage without a budget, `BUDGET_DOES_NOT_FIT` as {@link planBudget} does
 *
 * @example
 * ```ts example
 * import { launcherBudget } from "@alpha-engine/spot-workload/launcher";
 *
 * const budgets = { bootstrap: "10m", deps: "15m", preflight: "15m", phase1: "90m" } as const;
 * const { attempt, backoff, needed } = launcherBudget({ budgets }, ["phase1"]);
 * console.log(`2 × ${attempt} + ${backoff} + 120 = ${needed}`);
 * ```
 * ```text output
 * 2 × 7680 + 20 + 120 = 15500
 * ```
 */
export function launcherBudget(
  { budgets }: Pick<LauncherApp, "budgets">,
  stages: readonly string[],
  options: Omit<BudgetPlan, "scripts"> = {},
): Budget {
  const budgetFor = (names: readonly string[]): Budget =>
    planBudget({ ...options, scripts: names.map((name) => ({ name, timeout: timeoutOf(name) })) });
  const timeoutOf = (name: string) => {
    const timeout = budgets[name];
    if (timeout !== undefined) return timeout;
    throw new SpotWorkloadError(
      "BAD_SPEC",
      `no budget for the script ${name}; there are ${Object.keys(budgets).join(", ")}`,
    );
  };
  const work = budgetFor([...PREPARE, ...stages]);
  if (budgets[DRY] === undefined) return work;
  const dry = budgetFor([...PREPARE, DRY]);
  return dry.attempt > work.attempt ? dry : work;
}
