import { type ErrorDetails, PackageError } from "@alpha-engine/dialect";

/** Why a workload was not run; stable. Nothing is left rented. */
export type SpotWorkloadErrorCode =
  /** The words of a launcher's command line are wrong or contradict each other. */
  | "USAGE"
  /** The config is missing, unreadable or wrong; `problems` has everything that is wrong in it. */
  | "CONFIG_INVALID"
  /** What was asked for lacks something or contradicts itself. */
  | "BAD_SPEC"
  /** The times do not nest: attempts within the step, scripts within the watchdog, the watchdog within the deadline. */
  | "BUDGET_DOES_NOT_FIT"
  /** S3 did not take, list or give what is staged. */
  | "STAGING_FAILED";

/** One thing that is wrong with a launcher's config. */
export interface ConfigProblem {
  /** Where in the config, e.g. `budgets.phase1`; empty for the whole. */
  readonly path: string;
  readonly expected: string;
  readonly got: string;
  /** The known key that an unknown one looks like. */
  readonly nearest?: string | undefined;
  /** Who said it: `config.yaml:3`, `$BRANCH`, `--branch`. */
  readonly source: string;
}

/** A workload that was not run, by a stable code. The message is one line and names everything that is wrong at once. */
export class SpotWorkloadError extends PackageError<SpotWorkloadErrorCode> {
  override readonly name = "SpotWorkloadError";
  /** Of a config that is wrong, one by one. */
  readonly problems: readonly ConfigProblem[];

  constructor(
    code: SpotWorkloadErrorCode,
    message: string,
    { problems = [], ...details }: ErrorDetails & { readonly problems?: readonly ConfigProblem[] } = {},
  ) {
    super(code, message, details);
    this.problems = problems;
  }
}
