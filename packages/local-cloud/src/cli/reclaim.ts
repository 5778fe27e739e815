import { oneOf, seconds } from "@alpha-engine/command-line";
import { exitCodeHelp } from "@alpha-engine/dialect";

import { DIRECTORY } from "./directory.ts";
import type { Program } from "./program.ts";

interface ReclaimFlags {
  readonly dir: string;
  readonly noticeLead?: number;
  readonly rebalanceLead?: number;
  /** False with `--no-notice`. */
  readonly notice: boolean;
  readonly ssm?: string;
  readonly stateReason?: string;
}

/** Has the cloud that runs take a spot instance away. */
export function addReclaim(program: Program, name: string): void {
  program
    .command("reclaim")
    .description("have the one that runs take a spot instance away, as AWS does")
    .argument("<instance-id>")
    .option("--dir <folder>", "the folder given to start", DIRECTORY)
    .option("--rebalance-lead <time>", "how long the recommendation to rebalance comes before the notice", seconds)
    .option("--notice-lead <time>", "how long the notice comes before the end, 0 for none at all", seconds)
    .option("--no-notice", "the metadata service says nothing")
    .option(
      "--ssm <shape>",
      "what SSM says of a command that runs: undeliverable or silent",
      oneOf("undeliverable", "silent"),
    )
    .option("--state-reason <when>", "late, prompt or missing", oneOf("late", "prompt", "missing"))
    .addHelpText("after", `\n${exitCodeHelp("ok", ["bad", "no cloud runs in that folder"], "usage")}`)
    .action(async (instanceId: string, { dir, ...options }: ReclaimFlags) => {
      const { order } = await import("./order.ts");
      await order({ dir, name }, "reclaim", { instanceId, ...options });
      process.stderr.write(`${instanceId} is being taken away\n`);
    });
}
