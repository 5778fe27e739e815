/** What SSM hands to the agent of one instance: one command. */
export interface Job {
  readonly commandId: string;
  readonly commands: readonly string[];
  readonly workingDirectory: string;
  /** Seconds, as in the document parameter. */
  readonly executionTimeout: string;
  readonly output?: { readonly bucket: string; readonly keyPrefix: string };
  /** The CloudWatch log group that the output goes to while the script runs. */
  readonly logGroup?: string;
  /** `heard`: the service gets to know of it now, and not only with the reply. */
  started(folder: string, heard: boolean): void;
  ended(end: JobEnd): void;
}

/** The agent's one reply, at the end. */
export interface JobEnd {
  readonly status: "Success" | "Failed" | "TimedOut" | "Cancelled";
  /** Where it says more than the status. */
  readonly statusDetails?: string;
  readonly responseCode: number;
  readonly stdout: string;
  readonly stderr: string;
}
