import { createProgram, integer, runProgram } from "@alpha-engine/command-line";

import packageJson from "../../package.json" with { type: "json" };
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
