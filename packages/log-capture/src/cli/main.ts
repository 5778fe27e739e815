import { enableCompileCache } from "../process/tuning.ts";
import { runCommand } from "./run-command.ts";
import { readPlainFlags } from "./run-flags.ts";

/** `log-capture run … -- cmd args…`, `log-capture ship …`, `log-capture key …`. Returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const dashes = argv.indexOf("--");
  // Everything behind the first `--` is the command's, another `--` and options that look like ours included.
  const [own, command] = dashes === -1 ? [argv, []] : [argv.slice(0, dashes), argv.slice(dashes + 1)];
  const flags = own[0] === "run" && command.length > 0 ? readPlainFlags(own.slice(1)) : undefined;
  if (flags !== undefined) return runCommand(command, flags);
  enableCompileCache();
  const { runProgramOf } = await import("./program.ts");
  return runProgramOf(own, (more) => runCommand(command, more));
}
