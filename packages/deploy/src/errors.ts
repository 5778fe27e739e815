/** Why a deployment, rollback or redrive did not begin or did not finish. */
export type OperationErrorCode =
  /** What is to be deployed contradicts itself; nothing was asked of AWS. */
  | "BAD_TARGET"
  /** More than AWS takes. */
  | "DEFINITION_TOO_LARGE"
  /** AWS's own validation found errors; nothing was written. */
  | "DEFINITION_REFUSED"
  /** Nothing was written, because executions are under way. */
  | "EXECUTIONS_RUNNING"
  /** Uncommitted changes would be deployed under a commit that has them not. */
  | "DIRTY_TREE"
  /** Git does not say which commit this is. */
  | "NO_COMMIT"
  /** Somebody else deployed between the plan and the write. */
  | "CHANGED_MEANWHILE"
  /** A resource that belongs to somebody else, or is on its way out. */
  | "NOT_OURS"
  | "NO_SUCH_VERSION"
  | "NO_SUCH_EXECUTION"
  /** A redrive would not help. */
  | "NOT_REDRIVABLE"
  /** AWS asked for patience until the SDK's patience ended. */
  | "THROTTLED"
  | "ACCESS_DENIED"
  /** No answer: endpoint, network, region, credentials. */
  | "UNREACHABLE"
  /** Any other answer of AWS that nothing can go on from. */
  | "AWS_REFUSED";

/** Something that was written, in the order in which it was. */
export interface DoneStep {
  readonly resource: string;
  /** `created`, `updated`, `published version 5`. */
  readonly did: string;
}

/** A deployment, rollback or redrive that did not begin or did not finish. */
export class OperationError extends Error {
  override readonly name = "OperationError";
  readonly code: OperationErrorCode;
  /** What to do next. */
  readonly hint: string;
  /** What had been written before. */
  readonly done: readonly DoneStep[];
  /** What was left undone, by resource. */
  readonly left: readonly string[];

  constructor(
    code: OperationErrorCode,
    message: string,
    hint: string,
    details: { readonly cause?: unknown; readonly done?: readonly DoneStep[]; readonly left?: readonly string[] } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = hint;
    this.done = details.done ?? [];
    this.left = details.left ?? [];
  }
}
