import { createProgram, integer, oneOf, runProgram, seconds } from "@alpha-engine/command-line";

import packageJson from "../../package.json" with { type: "json" };
import type { CapacityFlags, ReclaimFlags } from "./control.ts";
import type { StartOptions } from "./start.ts";

/** `local-cloud start`, `env` and `fidelity`. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram({
    name: "local-cloud",
    description: packageJson.description,
    version: packageJson.version,
    epilogue: [
      "Examples:",
      "  local-cloud start --port 4566",
      '  eval "$(local-cloud env)" && aws ec2 describe-instances',
      "  local-cloud fidelity",
      "",
      "Exit codes: 0 stopped in order, 1 could not start, 2 usage.",
    ].join("\n"),
  });
  program
    .command("start")
    .description("run it until interrupted")
    .option("--port <n>", "the router's port on 127.0.0.1, 0 for any free one", integer(0, 65_535), 0)
    .option("--dir <folder>", "where it keeps everything, also for the next start", DIRECTORY)
    .option("--seed <file>", "a JSON or YAML file of what it begins with: see the README")
    .option(
      "--rate <n>",
      "let time run this many times faster while something works, and jump when nothing does",
      integer(1, 100_000),
    )
    .action(async (options: StartOptions) => {
      const { start } = await import("./start.ts");
      await start(options);
    });
  program
    .command("env")
    .description("print what a shell must export to talk to the one that runs")
    .option("--dir <folder>", "the folder given to start", DIRECTORY)
    .option("--json", "as a JSON object")
    .action(async (options: { dir: string; json?: true }) => {
      const { printEnvironment } = await import("./print-environment.ts");
      await printEnvironment(options);
    });
  program
    .command("reclaim")
    .description("have the one that runs take a spot instance away, as AWS does")
    .argument("<instance-id>")
    .option("--dir <folder>", "the folder given to start", DIRECTORY)
    .option("--rebalance-seconds <n>", "from the recommendation to rebalance to the notice", seconds)
    .option("--notice-seconds <n>", "from the notice to shutting-down, 0 for none at all", seconds)
    .option("--no-notice", "the metadata service says nothing")
    .option(
      "--ssm <shape>",
      "what SSM says of a command that runs: undeliverable or silent",
      oneOf("undeliverable", "silent"),
    )
    .option("--state-reason <when>", "late, prompt or missing", oneOf("late", "prompt", "missing"))
    .action(async (instanceId: string, options: ReclaimFlags) => {
      const { reclaim } = await import("./control.ts");
      await reclaim(instanceId, options);
    });
  program
    .command("capacity")
    .description("say to the one that runs what there is to launch from now on")
    .option("--dir <folder>", "the folder given to start", DIRECTORY)
    .option("--type <instance-type>", "with * for anything; every type where it is left out")
    .option("--zone <zone>", "or its letter; every zone where it is left out")
    .option("--lifecycle <name>", "spot or on-demand; both where it is left out", oneOf("spot", "on-demand"))
    .option("--available <n>", "how many instances may live there at once", integer(0, 1_000_000))
    .option("--error <code>", "what a launch there is refused with; none for nothing")
    .action(async (options: CapacityFlags) => {
      const { setCapacity } = await import("./control.ts");
      await setCapacity(options);
    });
  program
    .command("fidelity")
    .description("print what is modelled of AWS, where each behaviour is known from, and the test that shows it")
    .option("--json", "as a JSON array")
    .action(async (options: { json?: true }) => {
      const { printFidelity } = await import("./print-fidelity.ts");
      printFidelity(options);
    });
  await runProgram(program, argv);
}

const DIRECTORY = ".local-cloud";
