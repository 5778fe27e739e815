import type { SecretMatcher } from "../redact/patterns.ts";
import { hide } from "../redact/redactor.ts";

/** S3 takes 2 KiB of names and values together. */
const LONGEST_COMMAND = 1024;
const LONGEST_VALUE = 100;

/** What the environment tells about where a command runs: the first variable that is set counts. */
const FROM_ENVIRONMENT: Readonly<Record<string, readonly string[]>> = {
  execution: ["AWS_STEP_FUNCTIONS_EXECUTION", "AWS_STEP_FUNCTIONS_EXECUTION_NAME", "EXECUTION_NAME"],
  attempt: ["AWS_STEP_FUNCTIONS_ATTEMPT", "EXECUTION_ATTEMPT", "ATTEMPT"],
  "run-date": ["RUN_DATE"],
  "ssm-command-id": ["SSM_COMMAND_ID"],
  "instance-id": ["AWS_SSM_INSTANCE_ID"],
};

export interface RunFacts {
  readonly command?: readonly string[] | undefined;
  readonly runDate?: string | undefined;
  readonly startedAt?: Date | undefined;
  /** Unset while the command runs, and of a log that was left behind. */
  readonly end?: { readonly exitCode: number; readonly signal: string | undefined; readonly at: Date } | undefined;
  /** Anything else, by its name in the object's metadata. */
  readonly more?: Readonly<Record<string, string | undefined>> | undefined;
}

/** The metadata of the object (`x-amz-meta-*`): short, printable ASCII, without secrets. */
export function describeRun(
  { command, runDate, startedAt, end, more }: RunFacts,
  env: NodeJS.ProcessEnv,
  matcher: SecretMatcher | undefined,
): Record<string, string> {
  const facts: Record<string, string | undefined> = {
    "exit-code": end && String(end.exitCode),
    signal: end?.signal,
    "started-at": startedAt?.toISOString(),
    "duration-ms": end && startedAt && String(end.at.getTime() - startedAt.getTime()),
    ...Object.fromEntries(
      Object.entries(FROM_ENVIRONMENT).map(([name, variables]) => [name, firstSet(variables, env)]),
    ),
    ...(runDate === undefined ? {} : { "run-date": runDate }),
    ...more,
    command: command?.join(" "),
  };
  const described: Record<string, string> = {};
  for (const [name, value] of Object.entries(facts)) {
    if (value === undefined || value === "") continue;
    const safe = printable(matcher === undefined ? value : hideIn(value, matcher));
    described[name] = safe.slice(0, name === "command" ? LONGEST_COMMAND : LONGEST_VALUE);
  }
  return described;
}

function firstSet(variables: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  return variables.map((name) => env[name]).find((value) => value !== undefined && value !== "");
}

function hideIn(text: string, matcher: SecretMatcher): string {
  return Buffer.from(hide(Buffer.from(text).toString("latin1"), matcher), "latin1").toString();
}

function printable(text: string): string {
  return text.toWellFormed().replaceAll(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character));
}
