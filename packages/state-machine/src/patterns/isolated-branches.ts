import { checkSubject, publish } from "./notify.ts";
import { merge, type States, type Step } from "./step.ts";

export interface IsolatedBranch {
  /** `A`, `B`, …: names the branch's ends and keys. */
  readonly letter: string;
  readonly step: Step;
  /** The early alert of this branch. */
  readonly alert: {
    readonly name: string;
    readonly subject: string;
    readonly subjectGrowth?: number;
    readonly message: string;
  };
}

export interface IsolatedBranchesOptions {
  readonly name: string;
  readonly branches: readonly IsolatedBranch[];
}

/**
 * Branches side by side that cannot cancel each other: a branch that fails alerts at once, records its failure and ends
 * well; the join decides.
 */
export function isolatedBranches({ name, branches }: IsolatedBranchesOptions): Step {
  const results = Object.fromEntries(
    branches.map((branch, index) => [`${key(branch)}.$`, `$[${index}].${key(branch)}`]),
  );
  const failed = branches.map((branch) => ({
    Variable: `$.parallel_result.${key(branch)}.${key(branch)}_status`,
    StringEquals: "FAILED",
  }));
  return {
    entry: name,
    render({ next, onFailure }): States {
      return {
        [name]: {
          Type: "Parallel",
          Branches: branches.map((branch) => ({ StartAt: branch.step.entry, States: branchStates(branch) })),
          // Only what each branch says of itself: the branches' copies of the whole state would pile up in the payload.
          ResultSelector: results,
          ResultPath: "$.parallel_result",
          Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: onFailure }],
          Next: "AggregateBranchOutcomes",
        },
        AggregateBranchOutcomes: {
          Type: "Pass",
          Parameters: Object.fromEntries(
            branches.map((branch) => [
              `${key(branch)}_status.$`,
              `$.parallel_result.${key(branch)}.${key(branch)}_status`,
            ]),
          ),
          ResultPath: "$.branch_outcomes",
          Next: "CheckBranchOutcomes",
        },
        CheckBranchOutcomes: {
          Type: "Choice",
          Choices: [{ Or: failed, Next: "ExtractParallelBranchError" }],
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
    },
  };
}

function branchStates(branch: IsolatedBranch): States {
  const { letter, step, alert } = branch;
  const [complete, failed] = [`Branch${letter}Complete`, `Branch${letter}Failed`];
  checkSubject(alert);
  return merge([
    step.render({ next: complete, onFailure: alert.name }),
    {
      [alert.name]: publish(alert, failed),
      [complete]: {
        Type: "Pass",
        Result: { [`${key(branch)}_status`]: "OK" },
        ResultPath: `$.${key(branch)}`,
        End: true,
      },
      [failed]: {
        Type: "Pass",
        Parameters: { [`${key(branch)}_status`]: "FAILED", [`${key(branch)}_error.$`]: "$.error" },
        ResultPath: `$.${key(branch)}`,
        End: true,
      },
    },
  ]);
}

function key({ letter }: IsolatedBranch): string {
  return `branch_${letter.toLowerCase()}`;
}
