import { createProgram, integer, keyValue, runProgram } from "@alpha-engine/command-line";

import packageJson from "../../package.json" with { type: "json" };
import { exitCodeOf } from "../exit-code.ts";
import { collect, secondsWithin } from "./options.ts";

const EXIT_CODES = `Exit codes of "run" and "attach": the script's own, 128+n for a signal; 124 timed out; 130 cancelled, or given up
at the second signal; 69 it never ran, the instance was lost, or nobody knows; 2 usage, or a script that SSM would not
take; 1 SSM refused the request. On several instances: the highest of theirs. "cancel": 0 it is over, 69 nobody knows.

The first SIGINT or SIGTERM cancels the remote command and waits for its end; the second gives up at once.`;

/** `ssm-dispatcher run | attach | cancel | wait-online | stage | fetch | unstage` */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram({ ...packageJson, name: "ssm-dispatcher", epilogue: EXIT_CODES });
  program
    .command("run")
    .description("run a script on an instance and end with its exit code")
    .requiredOption("--instance-id <id>", "the instance; repeatable: all side by side, every line prefixed", collect)
    .requiredOption("--description <text>", "shown as the command's comment")
    .option("--timeout <seconds>", "how long the script may run", integer(5, 172_800), 3600)
    .option("--delivery-timeout <seconds>", "how long the delivery may take", integer(30, 2_592_000), 60)
    .option("--output-bucket <name>", "where SSM keeps the whole output")
    .option("--output-key-prefix <prefix>", "under which prefix (default: ssm-output)")
    .option("--live", "follow the output through CloudWatch Logs while the script runs")
    .option("--log-group <name>", "the log group of --live (default: /aws/ssm/AWS-RunShellScript)")
    .option("--env <name=value>", "exported at the top of the script; repeatable", keyValue)
    .option("--idempotency-key <key>", "the instance runs the script once for this key, however often it is sent")
    .option("--allow-ssm-parameters", "let the agent replace {{ssm:name}} in the script")
    .option("--diagnostics-bucket <name>", "where each attempt leaves a JSON")
    .option("--diagnostics-prefix <prefix>", "under which prefix (default: ssm-diagnostics)")
    .option("--name <name>", "the run's name in diagnostics (default: the description)")
    .option("--poll-interval <seconds>", "between two looks at a long script, at most", secondsWithin(0.1, 60), 5)
    .option("--region <region>", "default: the AWS environment's")
    .option("--detach", "print the command id and leave it running")
    .option("--script-file <file>", "the script")
    .option("--script-stdin", "read the script from stdin")
    .option("--json", "print the result as JSON instead of the output, one line for each instance")
    .action(async (flags) => (await import("./run.ts")).run(flags));
  program
    .command("attach")
    .description("follow a command that was sent before, and end with its exit code")
    .argument("<command-id>", "the command")
    .requiredOption("--instance-id <id>", "the instance")
    .option("--diagnostics-bucket <name>", "where the attempt leaves a JSON")
    .option("--diagnostics-prefix <prefix>", "under which prefix (default: ssm-diagnostics)")
    .option("--name <name>", "the run's name in diagnostics (default: the command's comment)")
    .option("--poll-interval <seconds>", "between two looks at a long script, at most", secondsWithin(0.1, 60), 5)
    .option("--region <region>", "default: the AWS environment's")
    .option("--json", "print the result as JSON instead of the output")
    .action(async (commandId, flags) => (await import("./attach.ts")).runAttach(commandId, flags));
  program
    .command("cancel")
    .description("cancel a command that was sent before, and wait for its end")
    .argument("<command-id>", "the command")
    .requiredOption("--instance-id <id>", "the instance")
    .option("--region <region>", "default: the AWS environment's")
    .option("--json", "print the result as JSON")
    .action(async (commandId, flags) => (await import("./attach.ts")).runCancel(commandId, flags));
  program
    .command("wait-online")
    .description("wait until the instance's agent answers")
    .requiredOption("--instance-id <id>", "the instance")
    .option("--timeout <seconds>", "give up after", integer(1), 180)
    .option("--region <region>", "default: the AWS environment's")
    .action(async ({ instanceId, timeout, region }: { instanceId: string; timeout: number; region?: string }) => {
      const { waitUntilOnline } = await import("../instance/wait-until-online.ts");
      await waitUntilOnline({ instanceId, timeout }, { region });
    });
  program
    .command("stage")
    .description("put files under an S3 prefix, with a manifest")
    .requiredOption("--bucket <name>", "the bucket")
    .requiredOption("--prefix <prefix>", "the prefix")
    .option("--region <region>", "default: the AWS environment's")
    .argument("<files...>", "local files; each keeps its last name")
    .action(async (files, flags) => (await import("./stage.ts")).runStage(files, flags));
  program
    .command("fetch")
    .description("fetch what was staged, checked against its manifest")
    .requiredOption("--bucket <name>", "the bucket")
    .requiredOption("--prefix <prefix>", "the prefix")
    .requiredOption("--to <folder>", "where to")
    .option("--region <region>", "default: the AWS environment's")
    .action(async (flags) => (await import("./stage.ts")).runFetch(flags));
  program
    .command("unstage")
    .description("remove what was staged")
    .requiredOption("--bucket <name>", "the bucket")
    .requiredOption("--prefix <prefix>", "the prefix")
    .option("--region <region>", "default: the AWS environment's")
    .action(async (flags) => (await import("./stage.ts")).runUnstage(flags));
  await runProgram(program, argv, exitCodeOf);
}
