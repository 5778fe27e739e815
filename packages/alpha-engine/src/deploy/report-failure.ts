import { ExitError, UsageError } from "@alpha-engine/command-line";
import { DeployError, type DeployErrorCode } from "@alpha-engine/deploy";
import { EXIT_CODES } from "@alpha-engine/dialect";

/** Where the same command, once more, is what to do. */
const REPEATED: readonly DeployErrorCode[] = [
  "THROTTLED",
  "ACCESS_DENIED",
  "UNREACHABLE",
  "AWS_REFUSED",
  "CHANGED_MEANWHILE",
];

/**
 * What went wrong, what was done before, what is left; the last line is what to do next.
 * @param argv The command that failed, without its options for printing.
 */
export function reportFailure(error: unknown, argv: readonly string[], json: boolean): unknown {
  if (!(error instanceof DeployError)) return error;
  const { code, message, hint, done, left } = error;
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message, hint }, done, left })}\n`);
  if (code === "BAD_TARGET") return new UsageError(`${message} (${hint})`);
  const lines = [
    `alpha-engine: ${message}`,
    ...done.map(({ resource, did }) => `done: ${resource} ${did}`),
    ...left.map((resource) => `left: ${resource}`),
    `next: ${hint}${REPEATED.includes(code) ? `: alpha-engine ${argv.map(quoted).join(" ")}` : ""}`,
  ];
  return new ExitError(EXIT_CODES.bad, lines.join("\n"));
}

function quoted(word: string): string {
  return /^[\w./@:=+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
