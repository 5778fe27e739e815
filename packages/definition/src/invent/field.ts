import type { ReadField } from "./reads.ts";
import { EACH, PARSED } from "./value.ts";

/** A place of an answer or of the input that states read. */
export interface InventedField {
  /** Its names from the outside; `[]` stands for the items of a list, `{}` for the JSON in a text. */
  readonly keys: readonly string[];
  /** The ways of the states that read it. */
  readonly readBy: readonly string[];
  /** What Choices compare it with. */
  readonly compared: readonly { readonly operator: string; readonly literal: string | number | boolean | null }[];
  /** What it is handed to, as `ssm:sendCommand InstanceIds`. */
  readonly given: readonly string[];
  /** Whether a state needs it; it may only be asked whether it is there. */
  readonly isNeeded: boolean;
}

export function told({ keys, readers, compared, isNeeded, given }: ReadField): InventedField {
  return {
    keys: keys.map((key) => (key === EACH ? "[]" : key === PARSED ? "{}" : key)),
    readBy: [...readers].map(({ path }) => path),
    compared: compared.flatMap(({ operator, literal }) => (literal === undefined ? [] : [{ operator, literal }])),
    given: [...given],
    isNeeded,
  };
}
