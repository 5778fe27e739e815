import { createProgram, runProgram } from "@alpha-engine/command-line";
import { exitCodeHelp } from "@alpha-engine/dialect";

import packageJson from "../../package.json" with { type: "json" };
import { addCapacity } from "./capacity.ts";
import { addEnv } from "./env.ts";
import { addFidelity } from "./fidelity.ts";
import { addReclaim } from "./reclaim.ts";
import { addStart } from "./start.ts";

/** How the command is called. */
export interface MainOptions {
  /** What it is called in its usage, its errors and the next commands that it names. @default "local-cloud" */
  readonly name?: string;
}

/**
 * The `local-cloud` command; sets the process's exit code. `argv` is without Node and the script.
 *
 * @example
 * ```ts example
 * import { main } from "@alpha-engine/local-cloud/cli";
 *
 * await main(["env", "--dir", "nothing-here"], { name: "alpha-engine cloud" });
 * console.log(process.exitCode);
 * process.exitCode = 0;
 * ```
 * ```text output
 * alpha-engine cloud: No local cloud runs in nothing-here: …
 * 1
 * ```
 */
export async function main(argv: readonly string[], { name = "local-cloud" }: MainOptions = {}): Promise<void> {
  const { description, version } = packageJson;
  const epilogue = [
    "Examples:",
    `  ${name} start --port 4566`,
    `  eval "$(${name} env)" && aws ec2 describe-instances`,
    `  ${name} fidelity`,
    "",
    exitCodeHelp(["ok", "done; a cloud that ran has stopped in order"], ["bad", "it could not be done"], "usage"),
  ].join("\n");
  const program = createProgram({ name, description, version, epilogue });
  for (const add of [addStart, addEnv, addReclaim, addCapacity, addFidelity]) add(program, name);
  await runProgram(program, argv);
}
