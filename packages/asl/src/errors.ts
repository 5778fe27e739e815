import { type ErrorDetails, PackageError } from "@alpha-engine/dialect";

/** What this package refuses, and what fails in it. What is wrong in a definition is a list of {@link Problem} instead. */
export type AslErrorCode =
  /** A text is neither a JSONPath nor a call of an intrinsic function: `position` says where. */
  | "BAD_EXPRESSION"
  /** A path in an expression finds nothing in the data. */
  | "PATH_NOT_FOUND"
  /** A path visits more places than anybody waits for. */
  | "PATH_TOO_COSTLY"
  /** An intrinsic function cannot work with its arguments. */
  | "INTRINSIC_FAILED"
  /** Mocks that are not written as mocks are, or that nothing can use. */
  | "BAD_MOCKS"
  /** The input of an execution is not a JSON value. */
  | "BAD_INPUT"
  /** The execution belongs to another definition than the machine it is advanced with. */
  | "WRONG_MACHINE"
  /** AWS's ExecutionNotRedrivable: the execution cannot be redriven; the message is AWS's reason. */
  | "EXECUTION_NOT_REDRIVABLE"
  /** AWS's ValidationException: TestState refuses the request. */
  | "INVALID_REQUEST"
  /** AWS's InvalidDefinition: TestState refuses the definition. */
  | "INVALID_DEFINITION"
  /** A simulated clock is asked to go back, or by something that is not a number. */
  | "BAD_TIME"
  /** A task has failed as its handler said: {@link TaskFailure}. */
  | "TASK_FAILED";

interface AslErrorDetails extends ErrorDetails {
  readonly expression?: string;
  readonly position?: number;
}

/**
 * What this package throws.
 *
 * @example
 * ```ts example
 * import { AslError, evaluateIntrinsic } from "@alpha-engine/asl";
 *
 * try {
 *   evaluateIntrinsic("States.Format('{}', $.nobody)", {});
 * } catch (error) {
 *   if (error instanceof AslError) console.log(error.code, error.expression);
 * }
 * ```
 * ```text output
 * PATH_NOT_FOUND $.nobody
 * ```
 */
export class AslError extends PackageError<AslErrorCode> {
  override readonly name: string = "AslError";
  /** The path or the call at fault, where it is one. */
  readonly expression: string | undefined;
  /** Where in the expression, from 0; only with `BAD_EXPRESSION`. */
  readonly position: number | undefined;

  constructor(code: AslErrorCode, message: string, { expression, position, ...details }: AslErrorDetails = {}) {
    super(code, message, details);
    this.expression = expression;
    this.position = position;
  }
}

/** What a failed task means beyond its two texts. */
export interface TaskFailureOptions {
  /** The whole execution fails with it at once, wherever the task is: no Retry, no Catch and no tolerance sees it. @default false */
  readonly endsExecution?: boolean;
}

/**
 * What a task handler throws to fail its task with AWS's two texts: the error name that `Retry` and `Catch` match, and the
 * cause. Any other error fails the task too, by the name of its class. `States.Runtime` is never retried and never caught.
 *
 * @example
 * ```ts example
 * import { TaskFailure } from "@alpha-engine/asl";
 *
 * const { error, cause } = new TaskFailure("Lambda.TooManyRequestsException", "Rate exceeded");
 * console.log(`${error}: ${cause}`);
 * ```
 * ```text output
 * Lambda.TooManyRequestsException: Rate exceeded
 * ```
 */
export class TaskFailure extends AslError {
  override readonly name: string = "TaskFailure";
  /** The error name that Retry and Catch match, e.g. `Lambda.TooManyRequestsException`. Empty: AWS sent none. */
  readonly error: string;
  /** What happened, in the words that reach `$.error.Cause`. Empty: AWS sent none. */
  override readonly cause: string;
  readonly endsExecution: boolean;

  constructor(error: string, cause: string = "", { endsExecution = false }: TaskFailureOptions = {}) {
    super("TASK_FAILED", cause === "" ? error : `${error}: ${cause}`);
    this.error = error;
    this.cause = cause;
    this.endsExecution = endsExecution;
  }
}
