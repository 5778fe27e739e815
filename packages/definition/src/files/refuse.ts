import { DefinitionError, type DefinitionErrorCode } from "../errors.ts";
import { type Place, positionOf } from "../source/place.ts";

/** An error that names its place: `line 3, column 5: …`. */
export function refusal(code: DefinitionErrorCode, place: Place, message: string, hint: string): DefinitionError {
  const { line, column } = positionOf(place);
  return new DefinitionError(code, `line ${line}, column ${column}: ${message}`, { hint });
}
