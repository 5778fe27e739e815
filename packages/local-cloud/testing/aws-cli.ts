import { execFile, execFileSync } from "node:child_process";

/** Whether `aws` is there to be a judge from outside: it validates what it sends and parses what it gets by its own models. */
export const CLI: boolean = installed();

export interface CliOutcome {
  readonly code: number | string | null | undefined;
  readonly json: Record<string, unknown>;
  readonly stderr: string;
}

export type Cli = (...argv: readonly string[]) => Promise<CliOutcome>;

/** The AWS CLI, with nothing of this person's settings but where it is installed. */
export function awsCli(environment: Readonly<Record<string, string>>): Cli {
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], AWS_PAGER: "", ...environment };
  return (...argv) =>
    new Promise((resolve) => {
      execFile("aws", [...argv, "--output", "json"], { env }, (error, stdout, stderr) => {
        const json = stdout.trim().startsWith("{") ? (JSON.parse(stdout) as Record<string, unknown>) : {};
        resolve({ code: error === null ? 0 : error.code, json, stderr });
      });
    });
}

function installed(): boolean {
  try {
    execFileSync("aws", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
