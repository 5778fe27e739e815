import { PackageError } from "@alpha-engine/dialect";

/** Why a rehearsal could not be set up. */
export type RehearsalErrorCode =
  /** The cloud could not start: its port is taken, or the kernel does not allow the sandbox that was asked for. */
  | "CLOUD_NOT_STARTED"
  /** What is to be there at the beginning is not spelled as a seed is, or names a file that cannot be read. */
  | "BAD_SEED"
  /** There is a rehearsal of this name already. */
  | "NAME_TAKEN"
  /** `startAt` is no instant with its zone. */
  | "BAD_START"
  /** An option, or a key of one, that there is not. */
  | "UNKNOWN_OPTION"
  /** States ask for what the cloud does not model and nothing stands in for. */
  | "NOT_MODELLED"
  /** Mocks that are not written as such, or for states that there are not. */
  | "BAD_MOCKS"
  /** A stand-in is a file or a program that is not there. */
  | "NO_SUCH_FILE"
  /** A fault or a stand-in is aimed at a state that the definition does not have. */
  | "NO_SUCH_STATE"
  /** A fault is aimed at a state that cannot fail in this way. */
  | "CANNOT_INJECT"
  /** A box did not come online. */
  | "BOX_NOT_ONLINE"
  /** Step Functions refuses the definition. */
  | "DEFINITION_REFUSED"
  /** What is to be reported is no history of an execution. */
  | "HISTORY_UNREADABLE"
  /** The execution cannot be asked about: AWS refused, or there is none. */
  | "EXECUTION_UNREADABLE"
  /** The folder for the rehearsal cannot be made. */
  | "FOLDER_NOT_WRITABLE";

/** The rehearsal could not be set up; nothing is left running. A pipeline that fails is a result, never an error. */
export class RehearsalError extends PackageError<RehearsalErrorCode> {
  override readonly name = "RehearsalError";
}
