export interface StepReport {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  /** What was shown, or what is wrong. */
  readonly detail: string;
}

/** What `--json` prints. */
export interface Report {
  readonly schemaVersion: 1;
  readonly ok: boolean;
  readonly seconds: number;
  readonly packages: readonly { readonly name: string; readonly version: string; readonly bytes: number }[];
  readonly steps: readonly StepReport[];
  /** The first thing that does not hold. */
  readonly problem?: string;
  /** Why nothing was checked. */
  readonly skipped?: string;
}
