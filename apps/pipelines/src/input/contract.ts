/** What the input of a pipeline may hold, by type. Anything else is refused before an execution starts. */
export interface InputContract {
  readonly booleans: readonly string[];
  /** A closed list of values, a calendar date, or any text. */
  readonly strings: Readonly<Record<string, readonly string[] | "date" | "text">>;
  /** Lists of strings. */
  readonly lists: readonly string[];
}
