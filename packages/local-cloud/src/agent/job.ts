/** What SSM hands to the agent of one instance: one command. */
export interface Job {
  readonly commandId: string;
  readonly commands: readonly string[];
  readonly workingDirectory: string;
  /** Seconds, as in the document parameter. */
  readonly executionTimeout: string;
  readonly output?: { readonly bucket: string; readonly keyPrefix: string };
  started(folder: string): void;
  ended(end: JobEnd): void;
}

/** The agent's one reply, at the end. */
export interface JobEnd {
  readonly status: "Success" | "Failed" | "TimedOut" | "Cancelled";
  readonly responseCode: number;
  readonly stdout: string;
  readonly stderr: string;
}
