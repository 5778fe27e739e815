import { PackageError } from "@alpha-engine/dialect";

/** Why no sound definition can be built from a description. */
export type StateMachineErrorCode =
  /** A text in a command that AWS's escaping or bash could read as something else. */
  | "UNSAFE_COMMAND"
  /** Two states have one name. */
  | "DUPLICATE_STATE"
  /** An edge leads to a state that is not there. */
  | "DANGLING_TARGET"
  /** No edge leads to a state. */
  | "UNREACHABLE_STATE"
  /** A way to the handler of failures on which nothing writes `$.error`, which it reads. */
  | "ERROR_NOT_CARRIED"
  /** A time that is shorter than the one inside it, or outside of what AWS takes. */
  | "TIMEOUTS_DO_NOT_NEST"
  /** A field of the input that the machine itself would refuse. */
  | "BAD_INPUT_FIELD"
  /** A notification that SNS would refuse. */
  | "BAD_NOTIFICATION"
  /** Something that has no known form in JSONata. */
  | "NOT_TRANSLATABLE";

/** A description from which no sound definition can be built; says which part and why. */
export class StateMachineError extends PackageError<StateMachineErrorCode> {
  override readonly name = "StateMachineError";
}
