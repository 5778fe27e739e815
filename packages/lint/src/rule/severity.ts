/** How bad a finding is; `info` is no reason for a failing exit code. */
export type Severity = "error" | "warning" | "info";
