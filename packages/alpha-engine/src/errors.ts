import { PackageError } from "@alpha-engine/dialect";

/** What keeps the command from starting. */
export type AlphaEngineErrorCode =
  /** There is no such configuration file, or it cannot be read or run. */
  | "CONFIG_UNREADABLE"
  /** Two configuration files lie in one folder. */
  | "CONFIG_AMBIGUOUS"
  /** There is a configuration already where one was to be written. */
  | "CONFIG_EXISTS"
  /** Something in the configuration is not as expected. */
  | "CONFIG_WRONG"
  /** No file and no pipeline has this name. */
  | "NO_SUCH_PIPELINE"
  /** No file and no target has this name. */
  | "NO_SUCH_TARGET"
  /** A file with a definition, settings or a target cannot be read. */
  | "FILE_UNREADABLE"
  /** A pipeline's function did not give a definition. */
  | "NO_DEFINITION"
  /** An execution's input is not what its pipeline takes. */
  | "INPUT_REFUSED"
  /** A definition has no state of this name. */
  | "NO_SUCH_STATE"
  /** A secret is written down, tracked by git, too short to hide, or has no value. */
  | "SECRET_REFUSED"
  /** In a simulation, nothing answers a task. */
  | "NO_ANSWER";

/** The command's words, its configuration, or a file that it was given are wrong; nothing was started. */
export class AlphaEngineError extends PackageError<AlphaEngineErrorCode> {
  override readonly name = "AlphaEngineError";
}
