/** Where an example is run. */
export interface Place {
  /** For an example an empty one, below one that has `node_modules`. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}
