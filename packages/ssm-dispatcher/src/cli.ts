import { createProgram, ExitError, integer, keyValue, runProgram, UsageError } from "@alpha-engine/command-line";

import packageJson from "../package.json" with { type: "json" };
import { exitCodeOf } from "./exit-code.ts";

interface RunFlags {
  readonly instanceId: string;
  readonly description: string;
  readonly timeout: number;
  readonly deliveryTimeout: number;
  readonly outputBucket?: string;
  readonly outputKeyPrefix?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly scriptFile?: string;
  readonly scriptStdin?: boolean;
  readonly json?: boolean;
}

interface StageFlags {
  readonly bucket: string;
  readonly prefix: string;
}

const EXIT_CODES = `Exit codes of "run": the script's own, 128+n for a signal; 124 timed out; 130 cancelled; 69 it never ran,
the instance was lost, or nobody knows; 2 usage; 1 SSM refused the request.`;

/** `ssm-dispatcher run | wait-online | stage | fetch | unstage` */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram({ ...packageJson, name: "ssm-dispatcher", epilogue: EXIT_CODES });
  program
    .command("run")
    .description("run a script on an instance and end with its exit code")
    .requiredOption("--instance-id <id>", "the instance")
    .requiredOption("--description <text>", "shown as the command's comment")
    .option("--timeout <seconds>", "how long the script may run", integer(5, 172_800), 3600)
    .option("--delivery-timeout <seconds>", "how long the delivery may take", integer(30, 2_592_000), 60)
    .option("--output-bucket <name>", "where SSM keeps the whole output")
    .option("--output-key-prefix <prefix>", "under which prefix")
    .option("--env <name=value>", "exported at the top of the script; repeatable", keyValue)
    .option("--script-file <file>", "the script")
    .option("--script-stdin", "read the script from stdin")
    .option("--json", "print the result as JSON instead of the output")
    .action(runScript);
  program
    .command("wait-online")
    .description("wait until the instance's agent answers")
    .requiredOption("--instance-id <id>", "the instance")
    .option("--timeout <seconds>", "give up after", integer(1), 180)
    .action(async ({ instanceId, timeout }: { instanceId: string; timeout: number }) => {
      const { waitUntilOnline } = await import("./instance/wait-until-online.ts");
      await waitUntilOnline({ instanceId, timeout });
    });
  program
    .command("stage")
    .description("put files under an S3 prefix, with a manifest")
    .requiredOption("--bucket <name>", "the bucket")
    .requiredOption("--prefix <prefix>", "the prefix")
    .argument("<files...>", "local files; each keeps its last name")
    .action(stageFiles);
  program
    .command("fetch")
    .description("fetch what was staged, checked against its manifest")
    .requiredOption("--bucket <name>", "the bucket")
    .requiredOption("--prefix <prefix>", "the prefix")
    .requiredOption("--to <folder>", "where to")
    .action(async ({ bucket, prefix, to }: StageFlags & { to: string }) => {
      const { fetchStaged } = await import("./stage/stage.ts");
      for (const path of await fetchStaged({ bucket, prefix, directory: to })) process.stdout.write(`${path}\n`);
    });
  program
    .command("unstage")
    .description("remove what was staged")
    .requiredOption("--bucket <name>", "the bucket")
    .requiredOption("--prefix <prefix>", "the prefix")
    .action(async ({ bucket, prefix }: StageFlags) => {
      const { unstage } = await import("./stage/stage.ts");
      await unstage({ bucket, prefix });
    });
  await runProgram(program, argv, exitCodeOf);
}

async function runScript(flags: RunFlags): Promise<void> {
  const script = await readScript(flags);
  const { dispatch } = await import("./dispatch/dispatch.ts");
  const cancelling = new AbortController();
  const onSignal = (): void => {
    process.stderr.write("ssm-dispatcher: cancelling the remote command, waiting for its end\n");
    cancelling.abort();
  };
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  const result = await dispatch({
    instanceId: flags.instanceId,
    description: flags.description,
    script,
    executionTimeout: flags.timeout,
    deliveryTimeout: flags.deliveryTimeout,
    environment: flags.env,
    output:
      flags.outputBucket === undefined
        ? undefined
        : { bucket: flags.outputBucket, prefix: flags.outputKeyPrefix ?? "ssm-output" },
    signal: cancelling.signal,
  });
  if (flags.json === true) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    process.stdout.write(result.stdout);
    process.stderr.write(result.stderr);
    process.stderr.write(`ssm-dispatcher: ${result.outcome}, exit code ${result.exitCode} (${result.evidence})\n`);
  }
  throw new ExitError(result.exitCode);
}

async function readScript({ scriptFile, scriptStdin }: RunFlags): Promise<string> {
  if ((scriptFile === undefined) === (scriptStdin !== true))
    throw new UsageError("give exactly one of --script-file and --script-stdin");
  const script =
    scriptFile === undefined
      ? await (await import("node:stream/consumers")).text(process.stdin)
      : await (await import("node:fs/promises")).readFile(scriptFile, "utf8").catch((error: Error) => {
          throw new UsageError(`cannot read the script: ${error.message}`);
        });
  if (script.trim() === "") throw new UsageError("the script is empty");
  return script;
}

async function stageFiles(paths: readonly string[], { bucket, prefix }: StageFlags): Promise<void> {
  const [fs, path, { stage }] = await Promise.all([
    import("node:fs/promises"),
    import("node:path"),
    import("./stage/stage.ts"),
  ]);
  const files = await Promise.all(
    paths.map(async (file) => ({ name: path.basename(file), body: await fs.readFile(file) })),
  );
  await stage({ bucket, prefix, files });
}
