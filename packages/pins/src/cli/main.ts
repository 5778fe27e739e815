import { createProgram, ExitError, runProgram, UsageError } from "@alpha-engine/command-line";

import packageJson from "../../package.json" with { type: "json" };
import { checkPins } from "../check-pins.ts";
import { readConsumers } from "../consumers/read-consumers.ts";
import { PinsError } from "../errors.ts";
import { renderReport } from "../report/render.ts";
import { fromFile } from "../versions/from-file.ts";
import { fromRegistry } from "../versions/from-registry.ts";

interface Options {
  readonly scope: string;
  readonly package?: readonly string[];
  readonly versions?: string;
  readonly json?: true;
}

const EPILOGUE = `The registry is asked through npm, as it is set up for the current folder.

Exit codes: 0 every consumer pins exactly; 1 one does not, or pins what is not published; 2 usage, or a file that cannot
be read.

Example: pins ../data ../research/infra/bootstrap.sh`;

export async function main(argv: readonly string[]): Promise<void> {
  const { description, version } = packageJson;
  const program = createProgram({ name: "pins", description, version, epilogue: EPILOGUE });
  program
    .argument("<paths...>", "package.json files, bootstrap scripts, or folders that hold them")
    .option("--scope <scope>", "the packages that are looked for", "@alpha-engine")
    .option("--package <name...>", "further packages, by name")
    .option("--versions <file>", "look versions up in this JSON file instead of the registry")
    .option("--json", "print the report as JSON")
    .action(check);
  await runProgram(program, argv, (error) => (error instanceof PinsError ? 2 : 1));
}

async function check(paths: readonly string[], options: Options): Promise<void> {
  if (!/^@[\w.-]+$/.test(options.scope))
    throw new UsageError(`--scope: expected a scope such as @alpha-engine, got "${options.scope}"`);
  const consumers = await readConsumers(paths, { scope: options.scope, packages: options.package ?? [] });
  const known = options.versions === undefined ? fromRegistry() : await fromFile(options.versions);
  const report = await checkPins(consumers, { known });
  process.stdout.write(options.json === true ? `${JSON.stringify(report, null, 2)}\n` : renderReport(report));
  if (!report.ok)
    throw new ExitError(1, "pins: not every consumer pins exactly; next: npm install --save-exact <package>@<version>");
}
