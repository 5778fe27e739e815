import { type createProgram, integer } from "@alpha-engine/command-line";
import { exitCodeHelp } from "@alpha-engine/dialect";

import type { DeployFlags, RollbackFlags } from "./deploy.ts";
import type { RedriveFlags } from "./redrive.ts";
import { CONFIG, SUBSTITUTE } from "./register.ts";
import type { ReportFlags } from "./report.ts";

type Program = ReturnType<typeof createProgram>;

const TARGET = [
  "--target <target>",
  "one of the configuration's, or a file (JSON or YAML; default: the only one)",
] as const;
const HELP = `\n${exitCodeHelp(
  ["ok", "done, or nothing to change (--plan: it would be done)"],
  ["bad", "refused, or failed on the way"],
  "usage",
)}`;

/** `deploy`, `rollback`, `redrive` */
export function registerDeploy(program: Program): void {
  program
    .command("deploy")
    .description("bring an account's state machines and schedules to what the configuration says")
    .argument("[pipelines...]", "only these, with their schedules (default: all)")
    .option(...TARGET)
    .option(...CONFIG)
    .option(...SUBSTITUTE)
    .option("--plan", "only print what would change")
    .option("--allow-running", "also while executions of what changes are running")
    .option("--allow-dirty", "also what is not committed")
    .option("--commit <sha>", "the commit that is deployed (default: what git says of this folder)")
    .option("--json", "print the plan and what was done as JSON")
    .addHelpText("after", HELP)
    .action(async (names: readonly string[], flags: DeployFlags) => {
      await (await import("./deploy.ts")).deployCommand(names, flags);
    });
  program
    .command("rollback")
    .description("make a pipeline's state machine what it was in a version")
    .argument("<pipeline>", "a pipeline of the configuration")
    .argument("<version>", "the number of a version", integer(1))
    .option(...TARGET)
    .option(...CONFIG)
    .option("--plan", "only print what would change")
    .option("--allow-running", "also while executions of it are running")
    .option("--json", "print the plan and what was done as JSON")
    .addHelpText("after", HELP)
    .action(async (name: string, version: number, flags: RollbackFlags) => {
      await (await import("./deploy.ts")).rollbackCommand(name, version, flags);
    });
  program
    .command("redrive")
    .description("let an execution go on from what failed, where that can help")
    .argument("<execution-arn>", "from the alert, or from aws stepfunctions list-executions")
    .option("--plan", "only say whether it can help, and from which state it would go on")
    .option("--old-definition", "also where another definition was deployed since")
    .option("--json", "print the answer as JSON")
    .addHelpText(
      "after",
      `\n${exitCodeHelp(["ok", "it goes on (--plan: it would)"], ["bad", "it cannot help, or AWS refused"], "usage")}`,
    )
    .action(async (executionArn: string, flags: RedriveFlags) => {
      await (await import("./redrive.ts")).redriveCommand(executionArn, flags);
    });
  program
    .command("report")
    .description("what happened in an execution that ran in AWS: its record, its summary, its table")
    .argument("<execution>", "its ARN, or a file with what get-execution-history answered; - is stdin")
    .option("--definition <pipeline>", "with a file: what it ran, a pipeline of the configuration or a file")
    .option(...CONFIG)
    .option("--logs <place>", "with an ARN: s3://BUCKET/PREFIX where log-capture's logs lie")
    .option("--dir <folder>", "where reports are kept, a folder each", ".reports")
    .option("--junit <file>", "a JUnit report: a case for each step")
    .option("--strict", "every problem is bad, also a step that failed and was caught")
    .option("--json", "print the summary as JSON instead of the table")
    .addHelpText(
      "after",
      `\n${exitCodeHelp(["ok", "it SUCCEEDED"], ["bad", "it did not, or not yet, or AWS refused; with --strict, any problem"], "usage")}`,
    )
    .action(async (execution: string, flags: ReportFlags) => {
      await (await import("./report.ts")).reportCommand(execution, flags);
    });
}
