import { exitCodeHelp } from "@alpha-engine/dialect";

import { DIRECTORY } from "./directory.ts";
import type { Program } from "./program.ts";

/** Prints `export NAME='value'` per line, for `eval`. */
export function addEnv(program: Program, name: string): void {
  program
    .command("env")
    .description("print what a shell must export to talk to the one that runs")
    .option("--dir <folder>", "the folder given to start", DIRECTORY)
    .option("--json", "as a JSON object")
    .addHelpText("after", `\n${exitCodeHelp("ok", ["bad", "no cloud runs in that folder"], "usage")}`)
    .action(async ({ dir, json }: { readonly dir: string; readonly json?: true }) => {
      const { readEnvironment } = await import("./environment-file.ts");
      const environment = await readEnvironment({ dir, name });
      const lines = Object.entries(environment).map(
        ([variable, value]) => `export ${variable}='${value.replaceAll("'", "'\\''")}'`,
      );
      process.stdout.write(json === true ? `${JSON.stringify(environment)}\n` : `${lines.join("\n")}\n`);
    });
}
