import { exitCodeHelp } from "@alpha-engine/dialect";

import { DIRECTORY } from "./directory.ts";
import type { Program } from "./program.ts";

/** What a person's own settings say before our variables are asked, or beside them. */
const OTHERS = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"];

/** Prints `export NAME='value'` per line, for `eval`, after what takes the person's own profile out of the way. */
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
      const shell = [`unset ${OTHERS.join(" ")}`, ...lines].join("\n");
      process.stdout.write(`${json === true ? JSON.stringify(environment) : shell}\n`);
    });
}
