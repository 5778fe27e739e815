import { createProgram, ExitError, runProgram, UsageError } from "@alpha-engine/command-line";

import packageJson from "../package.json" with { type: "json" };

interface RunFlags {
  readonly slug: string;
  readonly log: string;
  readonly bucket?: string;
  readonly prefix?: string;
}

const EXIT_CODES = `Exit codes of "run": the command's own; 128+n when signal n ended it; 127 not found; 126 not executable;
125 own failure before it ran; 2 usage. A log that cannot be written or shipped never changes them.`;

/** `log-capture run --slug S --log FILE [--bucket B] -- cmd args…` */
export async function main(argv: readonly string[]): Promise<void> {
  const dashes = argv.indexOf("--");
  // Everything behind the first `--` is the command's, another `--` and options that look like ours included.
  const [own, command] = dashes === -1 ? [argv, []] : [argv.slice(0, dashes), argv.slice(dashes + 1)];
  const program = createProgram({ ...packageJson, name: "log-capture", epilogue: EXIT_CODES });
  program
    .command("run")
    .description("run a command, keep every byte of its output, ship it, return its exit code")
    .requiredOption("--slug <name>", "names the step: the folder of its logs in the bucket")
    .requiredOption("--log <file>", "the local log")
    .option("--bucket <name>", "where the log is shipped (default: $S3_BUCKET; without one it stays local)")
    .option("--prefix <prefix>", "first part of the key (default: _ssm_logs)")
    .usage("--slug <name> --log <file> [options] -- command [args...]")
    .action((flags: RunFlags) => runCommand(command, flags));
  await runProgram(program, own);
}

async function runCommand(command: readonly string[], flags: RunFlags): Promise<void> {
  if (command.length === 0)
    throw new UsageError("no command: write it after --, as in: log-capture run --slug s --log f -- ls -l");
  const bucket = flags.bucket ?? process.env.S3_BUCKET;
  const { run } = await import("./run.ts");
  const result = await run({ slug: flags.slug, logPath: flags.log, command, bucket, prefix: flags.prefix });
  for (const { what, message } of result.problems) warn(`${what}: ${message}`);
  if (result.shipped !== undefined) {
    process.stderr.write(
      `log-capture: ${result.shipped.bytes} bytes in s3://${result.shipped.bucket}/${result.shipped.key}\n`,
    );
  } else if (bucket === undefined) {
    warn(`the log stays in ${flags.log}: no --bucket and no $S3_BUCKET`);
  }
  throw new ExitError(result.exitCode);
}

function warn(message: string): void {
  process.stderr.write(`log-capture: warning: ${message}\n`);
}
