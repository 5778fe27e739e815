import { type ErrorDetails, PackageError } from "@alpha-engine/dialect";

/** Why a deployment, rollback or redrive did not begin or did not finish. */
export type DeployErrorCode =
  /** What is to be deployed contradicts itself; nothing was asked of AWS. */
  | "BAD_TARGET"
  /** More than AWS takes. */
  | "DEFINITION_TOO_LARGE"
  /** AWS's own validation found errors; nothing was written. */
  | "DEFINITION_REFUSED"
  /** Nothing was written, because executions are under way. */
  | "EXECUTIONS_RUNNING"
  /** Changes that are not committed would be deployed under the name of a commit without them. */
  | "DIRTY_TREE"
  /** Git does not say which commit this is. */
  | "NO_COMMIT"
  /** Somebody else deployed between the plan and the write. */
  | "CHANGED_MEANWHILE"
  /** A resource that belongs to somebody else, or is on its way out. */
  | "NOT_OURS"
  /** AWS knows of no such state machine. */
  | "NO_SUCH_STATE_MACHINE"
  /** The state machine has no such version. */
  | "NO_SUCH_VERSION"
  /** AWS knows of no such execution. */
  | "NO_SUCH_EXECUTION"
  /** A redrive would not help. */
  | "NOT_REDRIVABLE"
  /** AWS asked for patience until the patience ended. */
  | "THROTTLED"
  /** The caller may not make this call. */
  | "ACCESS_DENIED"
  /** No answer: endpoint, network, region, credentials. */
  | "UNREACHABLE"
  /** Any other answer of AWS that nothing can go on from. */
  | "AWS_REFUSED";

/** Something that was written, in the order in which it was. */
export interface DoneStep {
  /** `state machine weekly`, `schedule weekly-saturday`. */
  readonly resource: string;
  /** `created`, `updated`, `published version 5`. */
  readonly did: string;
}

interface DeployErrorDetails extends ErrorDetails {
  readonly hint: string;
  readonly done?: readonly DoneStep[] | undefined;
  readonly left?: readonly string[] | undefined;
}

/** A deployment, rollback or redrive that did not begin or did not finish. */
export class DeployError extends PackageError<DeployErrorCode> {
  override readonly name = "DeployError";
  declare readonly hint: string;
  /** What had been written before. */
  readonly done: readonly DoneStep[];
  /** What was left undone, by resource. */
  readonly left: readonly string[];

  constructor(code: DeployErrorCode, message: string, { done = [], left = [], ...details }: DeployErrorDetails) {
    super(code, message, details);
    this.done = done;
    this.left = left;
  }
}
