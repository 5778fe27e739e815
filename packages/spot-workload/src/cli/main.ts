import { createProgram, runProgram } from "@alpha-engine/command-line";
import { exitCodeHelp } from "@alpha-engine/dialect";

import packageJson from "../../package.json" with { type: "json" };
import type { ReapFlags } from "./reap-staging.ts";

const EXIT_CODES = exitCodeHelp(
  ["ok", "nothing is left that should not be"],
  ["bad", "something could not be listed or removed"],
  "usage",
);

/** `spot-workload reap-staging` */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram({ ...packageJson, name: "spot-workload", epilogue: EXIT_CODES });
  program
    .command("reap-staging")
    .description("remove staged files of runs that did not live to do it; says only what it would remove, by default")
    .requiredOption("--bucket <name>", "the launchers' bucket")
    .option("--prefix <prefix>", "where to look", "tmp/")
    .option("--apply", "remove them")
    .option("--json", "one JSON line for each")
    .addHelpText("after", `\n${EXIT_CODES}`)
    .action(async (flags: ReapFlags) => {
      const { printStaleStaging } = await import("./reap-staging.ts");
      await printStaleStaging(flags);
    });
  await runProgram(program, argv);
}
