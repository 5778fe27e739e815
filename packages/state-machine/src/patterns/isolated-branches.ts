import type { State, States } from "@alpha-engine/definition";

import { merge, type Step, type Wiring } from "../step/step.ts";
import { checkSubject, type Notification, publish } from "./notify.ts";

/** One of several branches that do not cancel each other. */
export interface IsolatedBranch {
  /** `A`, `B`, …: names the branch's ends and keys. */
  readonly letter: string;
  readonly step: Step;
  /** The early alert of this branch. */
  readonly alert: Notification;
}

/** The branches, and the name of the state that holds them. */
export interface IsolatedBranchesOptions {
  /** The Parallel state's name. */
  readonly name: string;
  readonly branches: readonly IsolatedBranch[];
}

/**
 * Branches side by side that cannot cancel each other: a branch that fails alerts at once, records its failure and ends
 * well; the join decides. Taken up again after a failure, a branch that was complete is not run a second time.
 *
 * @example
 * ```ts example
 * import { isolatedBranches, notify } from "@alpha-engine/state-machine";
 *
 * const step = isolatedBranches({
 *   name: "Both",
 *   branches: [
 *     {
 *       letter: "A",
 *       step: notify({ name: "TellA", subject: "A", message: "a" }),
 *       alert: { name: "AlertA", subject: "A FAILED", message: "early" },
 *     },
 *     {
 *       letter: "B",
 *       step: notify({ name: "TellB", subject: "B", message: "b" }),
 *       alert: { name: "AlertB", subject: "B FAILED", message: "early" },
 *     },
 *   ],
 * });
 * console.log(Object.keys(step.render({ next: "Next", onFailure: "HandleFailure", degraded: [] })));
 * ```
 * ```text output
 * [
 *   'Both',
 *   'AggregateBranchOutcomes',
 *   'CheckBranchOutcomes',
 *   'ExtractParallelBranchError'
 * ]
 * ```
 */
export function isolatedBranches({ name, branches }: IsolatedBranchesOptions): Step {
  for (const { alert } of branches) checkSubject(alert);
  return {
    entry: name,
    longest: Math.max(...branches.map(({ step: { longest = 0 } }) => longest)),
    advisories: branches.flatMap((branch) =>
      (branch.step.advisories ?? []).map((path) =>
        path.replace("$.degraded", `$.branch_outcomes.${key(branch)}_degraded`),
      ),
    ),
    render(wiring): States {
      return {
        [name]: {
          Type: "Parallel",
          Branches: branches.map((branch) => ({
            StartAt: `CheckBranch${branch.letter}Done`,
            States: branchStates(branch, wiring),
          })),
          // Only what each branch says of itself: the branches' copies of the whole state would pile up in the payload.
          ResultSelector: Object.fromEntries(
            branches.map((branch, index) => [`${key(branch)}.$`, `$[${index}].${key(branch)}`]),
          ),
          ResultPath: "$.parallel_result",
          Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: `$.error.${name}`, Next: wiring.onFailure }],
          Next: "AggregateBranchOutcomes",
        },
        ...join(name, branches, wiring),
      };
    },
  };
}

function join(name: string, branches: readonly IsolatedBranch[], { next, onFailure }: Wiring): States {
  const of = (branch: IsolatedBranch, field: string): string => `$.parallel_result.${key(branch)}.${field}`;
  return {
    AggregateBranchOutcomes: {
      Type: "Pass",
      Parameters: Object.fromEntries(
        branches.flatMap((branch) => [
          [`${key(branch)}_status.$`, of(branch, `${key(branch)}_status`)],
          [`${key(branch)}_degraded.$`, of(branch, "degraded")],
        ]),
      ),
      ResultPath: "$.branch_outcomes",
      Next: "CheckBranchOutcomes",
    },
    CheckBranchOutcomes: {
      Type: "Choice",
      Choices: [
        {
          Or: branches.map((branch) => ({
            Variable: `$.branch_outcomes.${key(branch)}_status`,
            StringEquals: "FAILED",
          })),
          Next: "ExtractParallelBranchError",
        },
      ],
      Default: next,
    },
    ExtractParallelBranchError: {
      Type: "Pass",
      Parameters: {
        phase: name,
        source: "CheckBranchOutcomes",
        ...Object.fromEntries(branches.map((branch) => [`${key(branch)}.$`, `$.parallel_result.${key(branch)}`])),
      },
      ResultPath: "$.error",
      Next: onFailure,
    },
  };
}

function branchStates(branch: IsolatedBranch, wiring: Wiring): States {
  const { letter, step, alert } = branch;
  const [complete, failed, keep] = [`Branch${letter}Complete`, `Branch${letter}Failed`, `KeepBranch${letter}`];
  const status = `${key(branch)}_status`;
  const before = `$.parallel_result.${key(branch)}`;
  return merge([
    {
      [`CheckBranch${letter}Done`]: {
        Type: "Choice",
        Choices: [
          {
            And: [
              { Variable: `${before}.${status}`, IsPresent: true },
              { Variable: `${before}.${status}`, StringEquals: "OK" },
            ],
            Next: keep,
          },
        ],
        Default: step.entry,
      },
      [keep]: { Type: "Pass", InputPath: before, ResultPath: `$.${key(branch)}`, End: true },
    },
    step.render({ ...wiring, next: complete, onFailure: alert.name }),
    {
      [alert.name]: publish(alert, failed),
      [complete]: outcome(branch, { [status]: "OK" }),
      [failed]: outcome(branch, { [status]: "FAILED", [`${key(branch)}_error.$`]: "$.error" }),
    },
  ]);
}

function outcome(branch: IsolatedBranch, said: Readonly<Record<string, string>>): State {
  return {
    Type: "Pass",
    Parameters: { ...said, "degraded.$": "$.degraded" },
    ResultPath: `$.${key(branch)}`,
    End: true,
  };
}

function key({ letter }: IsolatedBranch): string {
  return `branch_${letter.toLowerCase()}`;
}
