import { type createProgram, integer, keyValue, oneOf, UsageError } from "@alpha-engine/command-line";
import { exitCodeHelp, type ExitCodeRow } from "@alpha-engine/dialect";

import type { CommandsFlags } from "./commands.ts";
import type { GraphFlags } from "./graph.ts";
import type { InitFlags } from "./init.ts";
import type { LintFlags } from "./lint.ts";
import type { RehearseFlags } from "./rehearse.ts";

/** As the rules have them; they are not loaded for a command's help. */
const PRESETS = ["grammar", "recommended", "pipeline"] as const;
const SEVERITIES = ["error", "warning", "info"] as const;

type Program = ReturnType<typeof createProgram>;

export const CONFIG = [
  "--config <file>",
  "the configuration (default: the nearest alpha-engine.config.* here or above)",
] as const;
const WORD = "a pipeline of the configuration, or a file with a definition, FILE#ID where it has several";
export const SUBSTITUTE = [
  "--substitute <name=value|file>",
  "what ${NAME} in the definition is, or a file (JSON or YAML) of such values; repeatable",
  collect,
  [],
] as const;

/** A subcommand with what all that are about a definition take. */
function about(program: Program, name: string, description: string): Program {
  return program
    .command(name)
    .description(description)
    .option(...CONFIG)
    .option("--settings <file>", "settings, JSON or YAML, over those of the configuration")
    .option("--set <key=value>", "one setting; repeatable", keyValue)
    .option(...SUBSTITUTE)
    .option(
      "--from <place>",
      "aws: what is named is the ARN of a state machine, and read as it is deployed",
      oneOf("aws"),
    );
}

function withExitCodes(command: Program, ...rows: readonly ExitCodeRow[]): void {
  command.addHelpText("after", `\n${exitCodeHelp(...rows)}`);
}

/** `init` */
export function registerInit(program: Program): void {
  const command = program
    .command("init")
    .description("write the configuration that definitions are rehearsed with, from what they show")
    .argument("[files...]", "files with definitions, FILE#ID, folders, or ARNs of state machines")
    .option(
      "--from <place>",
      "aws: what is named are ARNs; a file: the history of an execution, whose input and answers are taken",
    )
    .option(...SUBSTITUTE)
    .option("--format <format>", "ts or yaml (default: ts)", oneOf("ts", "yaml"))
    .option("--out <file>", "where it is written (default: alpha-engine.config.ts)")
    .option("--print", "print it, and write nothing")
    .option("--yes", "ask nothing; it never does")
    .option("--json", "print what was inferred as JSON")
    .action(async (words: readonly string[], flags: InitFlags) =>
      (await import("./init.ts")).initCommand(words, flags),
    );
  withExitCodes(command, ["ok", "written, or printed"], "usage");
}

/** `rehearse` */
export function registerRehearse(program: Program): void {
  const command = about(program, "rehearse", "run a pipeline on this machine, with real processes")
    .argument("[pipeline]", WORD)
    .option(
      "--input <json|file>",
      "the execution's input, a file (JSON or YAML) with it, or - for stdin, over that of the configuration",
    )
    .option(
      "--fail <state>",
      "let this step's work exit with 3; of a Map STATE[2] means one item; repeatable",
      collect,
      [],
    )
    .option(
      "--fault <state:kind>",
      "what goes wrong with a state, as Train:capacity:dry or 'Each[2]:exit:4'; alpha-engine faults lists the kinds; repeatable",
      collect,
      [],
    )
    .option("--reclaim <state>", "take this step's spot instance away in the middle; repeatable", collect, [])
    .option("--mocks <file>", "what tasks answer: a MockConfigFile.json, or mocks as TestState or run takes them")
    .option("--case <name>", "which test case of a MockConfigFile.json")
    .option("--strict", "every problem is bad, also a step that failed and was caught")
    .option(
      "--invent",
      "invent answers where nothing here gives any, and what is read of the input; the verdict counts them",
    )
    .option("--dir <folder>", "where rehearsals are kept (default: .rehearsal)")
    .option("--name <name>", "of the execution (default: the pipeline and the time)", executionName)
    .option("--port <number>", "of the cloud's endpoint (default: any free one)", integer(1, 65_535))
    .option(
      "--rate <n>",
      "how many times faster than the wall everything passes beside work, and every limit on it strikes (default: 1)",
      integer(1, 100_000),
    )
    .option("--at <instant>", "when the cloud's clock starts, as 2026-05-23T09:00Z (default: now)")
    .option("--sandbox <kind>", "auto, namespaces or plain", oneOf("auto", "namespaces", "plain"), "auto")
    .option("--json", "print the summary as JSON instead of the table")
    .option("--events <file>", "what happens, a line of JSON for each event as it does; - is stdout")
    .option("--junit <file>", "a JUnit report: a case for each step")
    .option(
      "--github",
      "annotate the definition's lines and write the job's summary, for GitHub Actions (there by itself)",
    )
    .action(async (word: string | undefined, flags: RehearseFlags) =>
      (await import("./rehearse.ts")).rehearseCommand(word, flags),
    );
  const good: ExitCodeRow = ["ok", "the execution SUCCEEDED and left nothing behind"];
  const bad: ExitCodeRow = ["bad", "it failed, or left something behind; with --strict, any problem"];
  withExitCodes(command, good, bad, "usage", "notModelled", "interrupted", "terminated");
}

/** `lint`, `graph`, `commands`, `rules` */
export function registerChecks(program: Program): void {
  const lint = about(program, "lint", "check definitions against the defects that are known")
    .argument(
      "[pipelines...]",
      `each ${WORD}; a folder or a pattern as 'machines/**/*.json' is every one in it; - is stdin (default: every pipeline)`,
    )
    .option(
      "--input <file>",
      "an execution input that a trigger uses, instead of the configuration's; repeatable",
      collect,
      [],
    )
    .option(
      "--preset <name>",
      "grammar, recommended or pipeline (default: the configuration's, else recommended)",
      oneOf(...PRESETS),
    )
    .option(
      "--min-severity <severity>",
      "error, warning or info: what is below it is left out, all else fails",
      oneOf(...SEVERITIES),
    )
    .option(
      "--type <type>",
      "STANDARD or EXPRESS (default: what the configuration or the template says, else STANDARD)",
      oneOf("STANDARD", "EXPRESS"),
    )
    .option("--baseline <file>", "leave out the findings that it knows; new errors and warnings fail")
    .option("--update-baseline", "write the baseline from what is found now")
    .option("--format <format>", "text, json, sarif or github", oneOf("text", "json", "sarif", "github"), "text")
    .option("--json", "the same as --format json")
    .action(async (words: readonly string[], flags: LintFlags) =>
      (await import("./lint.ts")).lintCommand(words, flags),
    );
  const bad: ExitCodeRow = ["bad", "an error; with --min-severity or --baseline, whatever they let through"];
  withExitCodes(lint, ["ok", "no error"], bad, "usage");
  const graph = about(program, "graph", "draw a definition")
    .argument("[pipeline]", `${WORD}; - is stdin`)
    .option("--format <format>", "mermaid, dot or svg", oneOf("mermaid", "dot", "svg"), "mermaid")
    .action(async (word: string | undefined, flags: GraphFlags) =>
      (await import("./graph.ts")).graphCommand(word, flags),
    );
  withExitCodes(graph, ["ok", "drawn"], "usage");
  const commands = about(program, "commands", "print the commands of the SSM states, as AWS renders them for an input")
    .argument("[pipeline]", `${WORD}; - is stdin`)
    .option("--state <name>", "this state alone, by name or by its way (Parallel[0].Name)")
    .option("--input <file>", "the state's input; without it the templates are printed")
    .option("--json", "print them as JSON")
    .action(async (word: string | undefined, flags: CommandsFlags) =>
      (await import("./commands.ts")).commandsCommand(word, flags),
    );
  withExitCodes(commands, ["ok", "printed"], ["bad", "some cannot be rendered for the input"], "usage");
  const rules = program
    .command("rules")
    .description("list the rules of lint, or explain one")
    .argument("[rule]", "its id")
    .option("--json", "print them as JSON")
    .action(async (id: string | undefined, flags: { json?: true }) =>
      (await import("./rules.ts")).rulesCommand(id, flags),
    );
  withExitCodes(rules, ["ok", "printed"], "usage");

  const faults = program
    .command("faults")
    .description("list what can go wrong with a state in a rehearsal, or explain one")
    .argument("[kind]", "one kind")
    .option("--json", "as JSON")
    .action(async (id: string | undefined, flags: { readonly json?: true }) =>
      (await import("./faults.ts")).faultsCommand(id, flags),
    );
  withExitCodes(faults, ["ok", "printed"], "usage");
}

/** `show`, `list` */
export function registerLooks(program: Program): void {
  const show = about(program, "show", "print a pipeline's definition as JSON")
    .argument("[pipeline]", WORD)
    .action(async (word: string | undefined, flags: { config?: string }) =>
      (await import("./show.ts")).showCommand(word, flags),
    );
  withExitCodes(show, ["ok", "printed"], "usage");
  const list = program
    .command("list")
    .description("the pipelines of the configuration")
    .option(...CONFIG)
    .option("--json", "print them as JSON")
    .action(async (flags: { config?: string; json?: true }) => (await import("./list.ts")).listCommand(flags));
  withExitCodes(list, ["ok", "printed"], "usage");
}

function collect(word: string, before: readonly string[]): readonly string[] {
  return [...before, word];
}

/** As Step Functions takes them, and as a folder's name. */
function executionName(text: string): string {
  if (/^[\w-]{1,80}$/.test(text)) return text;
  throw new UsageError(`--name: expected up to 80 letters, digits, - and _, got ${JSON.stringify(text)}`);
}
