import { createProgram, keyValue, runProgram } from "@alpha-engine/command-line";

import packageJson from "../../package.json" with { type: "json" };
import { exitCodeOf } from "../exit-code.ts";
import { CANCEL_CODES, RUN_HELP, SCRIPT_CODES, STAGE_CODES, WAIT_CODES } from "./help.ts";
import { collect, secondsWithin } from "./options.ts";

type Program = ReturnType<typeof createProgram>;

/** `ssm-dispatcher run | attach | cancel | wait-online | stage | fetch | unstage` */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram({ ...packageJson, name: "ssm-dispatcher", epilogue: RUN_HELP });
  addRun(program);
  addAttach(program);
  addWaitOnline(program);
  addStaging(program);
  await runProgram(program, argv, exitCodeOf);
}

function addRun(program: Program): void {
  program
    .command("run")
    .description("run a script on an instance and end with its exit code")
    .requiredOption("--instance-id <id>", "the instance; repeatable: all side by side, every line prefixed", collect)
    .requiredOption("--description <text>", "shown as the command's comment")
    .option("--timeout <duration>", "how long the script may run, e.g. 90m", secondsWithin(5, 172_800), 3600)
    .option("--delivery-timeout <duration>", "how long the delivery may take", secondsWithin(30, 2_592_000), 60)
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
    .option("--poll-interval <duration>", "between two looks at a long script, at most", secondsWithin(0.1, 60), 5)
    .option("--region <region>", "default: the AWS environment's")
    .option("--detach", "print the command id and leave it running")
    .option("--script-file <file>", "the script")
    .option("--script-stdin", "read the script from stdin")
    .option("--json", "print the result as JSON instead of the output, one line for each instance")
    .addHelpText("after", `\n${RUN_HELP}`)
    .action(async (flags) => (await import("./run.ts")).run(flags));
}

function addAttach(program: Program): void {
  program
    .command("attach")
    .description("follow a command that was sent before, and end with its exit code")
    .argument("<command-id>", "the command")
    .requiredOption("--instance-id <id>", "the instance")
    .option("--diagnostics-bucket <name>", "where the attempt leaves a JSON")
    .option("--diagnostics-prefix <prefix>", "under which prefix (default: ssm-diagnostics)")
    .option("--name <name>", "the run's name in diagnostics (default: the command's comment)")
    .option("--poll-interval <duration>", "between two looks at a long script, at most", secondsWithin(0.1, 60), 5)
    .option("--region <region>", "default: the AWS environment's")
    .option("--json", "print the result as JSON instead of the output")
    .addHelpText("after", `\n${SCRIPT_CODES}`)
    .action(async (commandId, flags) => (await import("./attach.ts")).runAttach(commandId, flags));
  program
    .command("cancel")
    .description("cancel a command that was sent before, and wait for its end")
    .argument("<command-id>", "the command")
    .requiredOption("--instance-id <id>", "the instance")
    .option("--region <region>", "default: the AWS environment's")
    .option("--json", "print the result as JSON")
    .addHelpText("after", `\n${CANCEL_CODES}`)
    .action(async (commandId, flags) => (await import("./attach.ts")).runCancel(commandId, flags));
}

function addWaitOnline(program: Program): void {
  program
    .command("wait-online")
    .description("wait until the instance's agent answers")
    .requiredOption("--instance-id <id>", "the instance")
    .option("--timeout <duration>", "give up after, e.g. 5m", secondsWithin(1, 86_400), 180)
    .option("--region <region>", "default: the AWS environment's")
    .addHelpText("after", `\n${WAIT_CODES}`)
    .action(async ({ instanceId, timeout, region }: { instanceId: string; timeout: number; region?: string }) => {
      const { waitUntilOnline } = await import("../instance/wait-until-online.ts");
      await waitUntilOnline({ instanceId, timeout }, { region });
    });
}

function addStaging(program: Program): void {
  const command = (name: string, description: string): Program =>
    program
      .command(name)
      .description(description)
      .requiredOption("--bucket <name>", "the bucket")
      .requiredOption("--prefix <prefix>", "the prefix")
      .option("--region <region>", "default: the AWS environment's")
      .addHelpText("after", `\n${STAGE_CODES}`);
  command("stage", "put files under an S3 prefix, with a manifest")
    .argument("<files...>", "local files; each keeps its last name")
    .action(async (files, flags) => (await import("./stage.ts")).runStage(files, flags));
  command("fetch", "fetch what was staged, checked against its manifest")
    .requiredOption("--to <folder>", "where to")
    .action(async (flags) => (await import("./stage.ts")).runFetch(flags));
  command("unstage", "remove what was staged").action(async (flags) => (await import("./stage.ts")).runUnstage(flags));
}
