import { createProgram, ExitError, runProgram, UsageError } from "@alpha-engine/command-line";
import { EXIT_CODES, exitCodeHelp } from "@alpha-engine/dialect";

import packageJson from "../../package.json" with { type: "json" };
import { checkPins } from "../check-pins.ts";
import { readConsumers } from "../consumers/read-consumers.ts";
import { PinsError } from "../errors.ts";
import { renderReport } from "../report/render.ts";
import { fromFile } from "../versions/from-file.ts";
import { fromRegistry } from "../versions/from-registry.ts";

/** How the command is called. */
export interface MainOptions {
  /** What it is called in its usage and its errors. @default "pins" */
  readonly name?: string;
}

interface Options {
  readonly scope: string;
  readonly package?: readonly string[];
  readonly versions?: string;
  readonly json?: true;
}

/**
 * The `pins` command; sets the process's exit code. `argv` is without Node and the script.
 *
 * @example
 * ```ts example
 * import { writeFile } from "node:fs/promises";
 *
 * import { main } from "@alpha-engine/pins/cli";
 *
 * await writeFile("package.json", JSON.stringify({ dependencies: { "@alpha-engine/asl": "1.0.0" } }));
 * await writeFile("versions.json", JSON.stringify({ "@alpha-engine/asl": ["1.0.0"] }));
 * await main(["package.json", "--versions", "versions.json"]);
 * ```
 * ```text output
 * package.json
 *   1  @alpha-engine/asl  1.0.0  current
 *
 * 1 current
 * ```
 */
export async function main(argv: readonly string[], { name = "pins" }: MainOptions = {}): Promise<void> {
  const { description, version } = packageJson;
  const program = createProgram({ name, description, version, epilogue: epilogueOf(name) });
  program
    .argument("<paths...>", "package.json files, bootstrap scripts, or folders that hold them")
    .option("--scope <scope>", "the packages that are looked for", "@alpha-engine")
    .option("--package <name...>", "further packages, by name")
    .option("--versions <file>", "look versions up in this JSON file instead of the registry")
    .option("--json", "print the report as JSON")
    .action((paths: readonly string[], options: Options) => check(paths, options, name));
  await runProgram(program, argv, (error) => (error instanceof PinsError ? EXIT_CODES.usage : EXIT_CODES.bad));
}

async function check(paths: readonly string[], options: Options, name: string): Promise<void> {
  if (!/^@[\w.-]+$/.test(options.scope))
    throw new UsageError(`--scope: expected a scope such as @alpha-engine, got "${options.scope}"`);
  const consumers = await readConsumers(paths, { scope: options.scope, packages: options.package ?? [] });
  const known = options.versions === undefined ? fromRegistry() : await fromFile(options.versions);
  const report = await checkPins(consumers, { known });
  process.stdout.write(options.json === true ? `${JSON.stringify(report, null, 2)}\n` : renderReport(report));
  if (report.ok) return;
  const next = "npm install --save-exact <package>@<version>";
  throw new ExitError(EXIT_CODES.bad, `${name}: not every consumer pins exactly; next: ${next}`);
}

function epilogueOf(name: string): string {
  const exitCodes = exitCodeHelp(
    ["ok", "every consumer pins exactly"],
    ["bad", "one does not, or pins what is not published"],
    ["usage", "usage, or a file that cannot be read"],
  );
  return `The registry is asked through npm, as it is set up for the current folder.

${exitCodes}

Example: ${name} ../data ../research/infra/bootstrap.sh`;
}
