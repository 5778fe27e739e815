import { hostname } from "node:os";

import { createProgram, ExitError, runProgram, seconds } from "@alpha-engine/command-line";
import { exitCodeHelp } from "@alpha-engine/dialect";

import packageJson from "../../package.json" with { type: "json" };
import { logKey } from "../ship/log-key.ts";
import { day, moment, regularExpressions } from "./option-parsers.ts";
import type { RunFlags } from "./run-flags.ts";
import { shipCommand, type ShipFlags } from "./ship-command.ts";

const RUN_CODES = exitCodeHelp(
  "child",
  "signal",
  "usage",
  ["ownFailure", "own failure, before the command ran"],
  "notExecutable",
  "notFound",
);
const SHIP_CODES = exitCodeHelp("ok", ["bad", "not shipped"], "usage");
const KEY_CODES = exitCodeHelp("ok", "usage");

const RUN_HELP = `${RUN_CODES}

A log that cannot be written or shipped never changes them.

Example:
  log-capture run --slug backtester --log /var/log/backtester.log \\
    --bucket my-bucket -- backtester --fast`;

interface KeyFlags {
  readonly slug: string;
  readonly prefix?: string;
  readonly runDate?: string;
  readonly host?: string;
  readonly at?: Date;
}

/** The whole command line, with help and the naming of mistakes. */
export async function runProgramOf(
  own: readonly string[],
  runCommand: (flags: RunFlags) => Promise<number>,
): Promise<number> {
  const program = createProgram({ ...packageJson, name: "log-capture", epilogue: RUN_HELP });
  program
    .command("run")
    .description("run a command, keep every byte of its output, ship it, return its exit code")
    .requiredOption("--slug <name>", "names the step: the folder of its logs in the bucket")
    .requiredOption("--log <file>", "the local log; the logs of the three runs before stay beside it")
    .option("--bucket <name>", "where the log is shipped (default: $S3_BUCKET; without one it stays local)")
    .option("--prefix <prefix>", "first part of the key (default: _ssm_logs)")
    .option("--run-date <day>", "the day of the key, as YYYY-MM-DD (default: the day of the end, in UTC)", day)
    .option("--upload-every <duration>", "ship also while the command runs, e.g. 30s", seconds)
    .option(
      "--upload-timeout <duration>",
      "for the shipping at the end (default: 30s, and 1s for every 4 MiB)",
      seconds,
    )
    .option("--grace <duration>", "from the first signal to SIGKILL (default: none, the second signal kills)", seconds)
    .option("--redact <pattern...>", "regular expressions for what must not leave the machine", regularExpressions)
    .option("--redact-env <name...>", "variables whose values must not leave the machine")
    .option("--stdin", "give our stdin to the command (default: /dev/null)")
    .option("--json <file>", "write the result there")
    .usage("--slug <name> --log <file> [options] -- command [args...]")
    .addHelpText("after", `\n${RUN_HELP}`)
    .action(async (flags: RunFlags) => {
      throw new ExitError(await runCommand(flags));
    });
  program
    .command("ship")
    .description("ship a log that was left behind")
    .requiredOption("--slug <name>", "names the step: the folder of its logs in the bucket")
    .requiredOption("--log <file>", "the local log")
    .option("--bucket <name>", "where the log is shipped (default: $S3_BUCKET)")
    .option("--prefix <prefix>", "first part of the key (default: _ssm_logs)")
    .option("--run-date <day>", "the day of the key, as YYYY-MM-DD (default: today, in UTC)", day)
    .option("--key <key>", "the whole key, instead of one of slug, date and host")
    .option("--upload-timeout <duration>", "(default: 30s, and 1s for every 4 MiB)", seconds)
    .option("--redact <pattern...>", "regular expressions for what must not leave the machine", regularExpressions)
    .option("--redact-env <name...>", "variables whose values must not leave the machine")
    .option("--json", "print bucket, key and bytes to stdout")
    .addHelpText("after", `\n${SHIP_CODES}`)
    .action(async (flags: ShipFlags) => shipCommand(flags));
  program
    .command("key")
    .description("print the key of a log")
    .requiredOption("--slug <name>", "names the step")
    .option("--prefix <prefix>", "first part of the key (default: _ssm_logs)")
    .option("--run-date <day>", "the day of the key, as YYYY-MM-DD (default: the day of --at)", day)
    .option("--host <name>", "(default: this one)")
    .option("--at <moment>", "ISO 8601 (default: now)", moment)
    .addHelpText("after", `\n${KEY_CODES}`)
    .action(({ host = hostname(), at = new Date(), ...parts }: KeyFlags) => {
      process.stdout.write(`${logKey({ ...parts, hostname: host, at })}\n`);
    });
  await runProgram(program, own);
  return Number(process.exitCode ?? 0);
}
