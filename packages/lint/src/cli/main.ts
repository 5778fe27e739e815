import { createProgram, oneOf, runProgram } from "@alpha-engine/command-line";

import packageJson from "../../package.json" with { type: "json" };
import type { LintFlags } from "./lint.ts";

const EPILOGUE = `Exit codes:
  0  nothing found; drawn; rendered
  1  findings (errors or warnings); commands that cannot be rendered for the input
  2  usage: a file that is no definition, a configuration with unknown rules, an unknown option`;

/** The `state-machine` command. What a subcommand needs is loaded when it runs. */
export async function main(argv: readonly string[]): Promise<void> {
  const { description, version } = packageJson;
  const program = createProgram({ name: "state-machine", description, version, epilogue: EPILOGUE });
  program
    .command("lint")
    .description("check definitions")
    .argument("<file...>", "definitions in JSON; - is stdin")
    .option("--input <file>", "an execution input that a trigger uses; repeatable", collect, [])
    .option("--config <file>", "severities, exceptions with their reasons, and what is known around the definition")
    .option("--format <format>", "text, json or sarif", oneOf("text", "json", "sarif"), "text")
    .action(async (files: readonly string[], flags: LintFlags) =>
      (await import("./lint.ts")).lintFiles(files, flags, version),
    );
  program
    .command("graph")
    .description("draw a definition")
    .argument("<file>", "a definition in JSON; - is stdin")
    .option("--format <format>", "mermaid, dot or svg", oneOf("mermaid", "dot", "svg"), "mermaid")
    .action(async (file: string, { format }: { format: "mermaid" | "dot" | "svg" }) =>
      (await import("./graph.ts")).drawFile(file, format),
    );
  program
    .command("commands")
    .description("print the commands of the SSM states, as AWS renders them for an input")
    .argument("<file>", "a definition in JSON; - is stdin")
    .option("--state <name>", "this state alone, by name or by its way (Parallel[0].Name)")
    .option("--input <file>", "the state's input; without it the templates are printed")
    .option("--json", "as JSON")
    .action(async (file: string, flags: { state?: string; input?: string; json?: true }) =>
      (await import("./commands.ts")).printCommands(file, flags),
    );
  program
    .command("rules")
    .description("list the rules")
    .option("--json", "as JSON")
    .action(async ({ json }: { json?: true }) => (await import("./rules.ts")).printRules(json === true));
  await runProgram(program, argv, (error) => (error instanceof Error && error.name === "DefinitionError" ? 2 : 1));
}

function collect(file: string, before: readonly string[]): readonly string[] {
  return [...before, file];
}
