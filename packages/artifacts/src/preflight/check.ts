/** One thing that is looked at; it has no effect on anything. */
export interface Check {
  readonly what: string;
  /** Answers what was found, in a few words, or throws what is wrong. */
  readonly run: () => string | Promise<string>;
}
