import { PackageError } from "@alpha-engine/dialect";

/** Why a definition, or a part of one, cannot be read. */
export type DefinitionErrorCode =
  /** The text is not JSON. */
  | "NOT_JSON"
  /** The text is not YAML. */
  | "NOT_YAML"
  /** The text is not what Terraform writes. */
  | "NOT_HCL"
  /** A file cannot be read. */
  | "FILE_UNREADABLE"
  /** It is JSON, and not an object with states. */
  | "NOT_A_DEFINITION"
  /** It is there, and only what deploys it can tell what it is. */
  | "NOT_RESOLVED"
  /** A file holds no definition, or none of that name, or several where one is wanted. */
  | "NO_SUCH_DEFINITION"
  /** What a state sends as commands is not a list of texts. */
  | "NOT_COMMANDS"
  /** The commands have no value for this input. */
  | "NOT_RENDERED";

/** A definition, or a part of one, that cannot be read. */
export class DefinitionError extends PackageError<DefinitionErrorCode> {
  override readonly name = "DefinitionError";
}
