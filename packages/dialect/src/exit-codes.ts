import { constants } from "node:os";

/**
 * What the commands of the family end with. Wrappers return the code of what they ran as it is; these are their own.
 *
 * @example
 * ```ts example
 * import { EXIT_CODES } from "@alpha-engine/dialect";
 *
 * console.log(EXIT_CODES.usage, EXIT_CODES.noCapacity, EXIT_CODES.timedOut);
 * ```
 * ```text output
 * 2 64 124
 * ```
 */
export const EXIT_CODES = {
  /** It is done, and all is well. */
  ok: 0,
  /** What was looked at is bad, or the work failed. */
  bad: 1,
  /** The words of the command line, or the configuration, are wrong; nothing was started. */
  usage: 2,
  /** No instance to be had anywhere; what callers of older launchers know as that. */
  noCapacity: 64,
  /** The instance, or what became of the command on it, is lost. */
  lost: 69,
  /** What was asked for is not modelled here: nothing is known of how it would have gone. */
  notModelled: 70,
  /** Our time limit, as `timeout` says it. */
  timedOut: 124,
  /** Our own failure before the command ran, as `timeout` and `env` say it. */
  ownFailure: 125,
  /** The command is there and cannot be executed, as shells say it. */
  notExecutable: 126,
  /** The command is not there, as shells say it. */
  notFound: 127,
  /** Ctrl-C: 128 + SIGINT. */
  interrupted: 130,
  /** Told to stop: 128 + SIGTERM. */
  terminated: 143,
} as const;

/** The name of one of the {@link EXIT_CODES}. */
export type ExitCodeName = keyof typeof EXIT_CODES;

const MEANINGS: Readonly<Record<ExitCodeName, string>> = {
  ok: "good",
  bad: "what was looked at is bad, or the work failed",
  usage: "usage: the words or the configuration are wrong, nothing was started",
  noCapacity: "no capacity anywhere",
  lost: "the instance, or what became of the command, is lost",
  notModelled: "something is asked for that is not modelled here, so nothing is known of it",
  timedOut: "the time limit",
  ownFailure: "a failure of this command itself, before anything ran",
  notExecutable: "the command cannot be executed",
  notFound: "the command is not found",
  interrupted: "interrupted (Ctrl-C)",
  terminated: "terminated",
};

/** A row of the table in a command's help: a code, a code with this command's own words, or what a wrapper passes on. */
export type ExitCodeRow = ExitCodeName | readonly [ExitCodeName, string] | "child" | "signal";

/**
 * The table of exit codes for a command's help, at most 80 columns wide.
 *
 * @example
 * ```ts example
 * import { exitCodeHelp } from "@alpha-engine/dialect";
 *
 * console.log(exitCodeHelp(["ok", "nothing was found"], "usage", "child", "signal"));
 * ```
 * ```text output
 * Exit codes:
 *   0      nothing was found
 *   2      usage: the words or the configuration are wrong, nothing was started
 *   n      the exit code of the command that ran, as it is
 *   128+n  ended by signal n
 * ```
 */
export function exitCodeHelp(...rows: readonly ExitCodeRow[]): string {
  return ["Exit codes:", ...rows.flatMap((row) => lines(...labelled(row)))].join("\n");
}

/**
 * How a process that a signal ended is told: 128 + its number, as shells do.
 *
 * @example
 * ```ts example
 * import { exitCodeOfSignal } from "@alpha-engine/dialect";
 *
 * console.log(exitCodeOfSignal("SIGKILL"));
 * ```
 * ```text output
 * 137
 * ```
 */
export function exitCodeOfSignal(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

function labelled(row: ExitCodeRow): readonly [label: string, words: string] {
  if (row === "child") return ["n", "the exit code of the command that ran, as it is"];
  if (row === "signal") return ["128+n", "ended by signal n"];
  const [name, words] = typeof row === "string" ? [row, MEANINGS[row]] : row;
  return [String(EXIT_CODES[name]), words];
}

const INDENT = 9;
const COLUMNS = 80;

/** A row, its words broken at 80 columns. */
function lines(label: string, words: string): readonly string[] {
  const broken = [""];
  for (const word of words.split(" ")) {
    const line = broken.at(-1) ?? "";
    if (line !== "" && INDENT + line.length + 1 + word.length > COLUMNS) broken.push(word);
    else broken[broken.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return broken.map((line, index) => `  ${(index === 0 ? label : "").padEnd(INDENT - 2)}${line}`);
}
