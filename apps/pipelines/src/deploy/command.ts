import { type createProgram, integer } from "@alpha-engine/command-line";

import type { DeployFlags, RollbackFlags } from "./run-deploy.ts";

const EXIT_CODES = `
Exit codes: 0 done, or nothing to change (--plan: it would be done); 1 refused, or failed on the way; 2 usage.`;

/** `pipelines deploy [NAME…]` and `pipelines rollback NAME VERSION` */
export function registerDeploy(program: ReturnType<typeof createProgram>): void {
  program
    .command("deploy")
    .description("bring an account's state machines and schedules to what this code says")
    .argument("[names...]", "only these pipelines, with their schedules")
    .requiredOption("--config <file>", "account, roles and inputs, JSON or YAML")
    .option("--plan", "only print what would change")
    .option("--allow-running", "also while executions of what changes are running")
    .option("--allow-dirty", "also what is not committed")
    .option("--commit <sha>", "the commit that is deployed (default: what git says of this folder)")
    .option("--json", "print the plan and what was done as JSON")
    .addHelpText("after", EXIT_CODES)
    .action(async (names: readonly string[], flags: DeployFlags) => {
      const { deployCommand } = await import("./run-deploy.ts");
      await deployCommand(names, flags);
    });
  program
    .command("rollback")
    .description("make a pipeline's state machine what it was in a version")
    .argument("<name>", "the pipeline")
    .argument("<version>", "the number of a version", integer(1))
    .requiredOption("--config <file>", "account, roles and inputs, JSON or YAML")
    .option("--plan", "only print what would change")
    .option("--allow-running", "also while executions of it are running")
    .option("--json", "print the plan and what was done as JSON")
    .addHelpText("after", EXIT_CODES)
    .action(async (name: string, version: number, flags: RollbackFlags) => {
      const { rollbackCommand } = await import("./run-deploy.ts");
      await rollbackCommand(name, version, flags);
    });
}
