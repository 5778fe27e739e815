/** What the stage asks of its player: run this file, in its folder. */
export interface Asked {
  readonly file: string;
  readonly folder: string;
}

/** Ends what one file has printed, on stdout and on stderr; where it threw the second one does. */
export const CURTAIN = "=== played ===\n";
export const FAILED_CURTAIN = "=== failed ===\n";
