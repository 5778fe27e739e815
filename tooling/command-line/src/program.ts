import { EXIT_CODES } from "@alpha-engine/dialect";
import { Command, CommanderError, type Option } from "commander";

import { isExitError, isUsageError } from "./errors.ts";

interface ProgramDescription {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  /** Shown under the options in `--help`: examples, environment, exit codes. */
  readonly epilogue?: string;
}

/** A description is broken where it has this much room; commander's own 40 leave long lines in 80 columns. */
const NARROW = 30;

/** A command in the list of commands: its name and what it takes; that it has options goes without saying. */
function subcommandTerm(command: Command): string {
  const words = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...words].join(" ");
}

/** What commander keeps to itself of a command. */
interface Refusals {
  unknownOption(flag: string): void;
  missingMandatoryOptionValue(option: Option): void;
}
const refusals = Command.prototype as unknown as Refusals;

class StrictCommand extends Command implements Refusals {
  override createCommand(name?: string): StrictCommand {
    return new StrictCommand(name);
  }

  /** The beginning of an option is further from it than commander looks for the nearest one. */
  unknownOption(flag: string): void {
    const whole = this.options.find(({ long }) => long?.startsWith(flag))?.long;
    if (whole === undefined) refusals.unknownOption.call(this, flag);
    else this.error(`error: unknown option '${flag}' (Did you mean ${whole}?)`, { code: "commander.unknownOption" });
  }

  /** An option that is misspelt is named as that, and not as the required one that it was meant to be. */
  missingMandatoryOptionValue(option: Option): void {
    const flag = this.args.find((word) => word.startsWith("--") && word !== "--");
    if (flag !== undefined) this.unknownOption(flag);
    refusals.missingMandatoryOptionValue.call(this, option);
  }
}

/** A command line with the house's manners: unknown words are refused with the nearest known one, on one line. */
export function createProgram({ name, description, version, epilogue }: ProgramDescription): Command {
  const program = new StrictCommand(name).description(description).version(version, "--version", "print the version");
  program.helpOption("-h, --help", "show this help");
  program.configureOutput({ outputError: (text, write) => write(oneLine(name, text)) });
  program.configureHelp({ minWidthToWrap: NARROW, subcommandTerm });
  program.showSuggestionAfterError(true).exitOverride().enablePositionalOptions();
  if (epilogue !== undefined) program.addHelpText("after", `\n${epilogue}`);
  return program;
}

/**
 * Parses `argv` (without node and script), runs the command's action and sets the exit code.
 * Usage errors end with 2, an ExitError with its own code, anything else with one line on stderr and the code that
 * `exitCodeOf` gives it, 1 by default.
 */
export async function runProgram(
  program: Command,
  argv: readonly string[],
  exitCodeOf: (error: unknown) => number = () => EXIT_CODES.bad,
): Promise<void> {
  for (const command of program.commands) command.copyInheritedSettings(program);
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    process.exitCode = report(program.name(), error, exitCodeOf);
  }
}

function report(name: string, error: unknown, exitCodeOf: (error: unknown) => number): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
  if (isExitError(error)) {
    if (error.message !== "") process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  process.stderr.write(said(name, error));
  return isUsageError(error) ? EXIT_CODES.usage : exitCodeOf(error);
}

function oneLine(name: string, text: string): string {
  return `${name}: ${joined(text.replace(/^error: /, ""))}\n`;
}

function joined(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, " ");
}

/** An error is one line. A list in it, lines that are indented by two, is kept, and the hint stands below. */
function said(name: string, error: unknown): string {
  const { message, hint } =
    error instanceof Error ? (error as Error & { hint?: string }) : { message: String(error), hint: undefined };
  const [head = "", ...list] = message.split(/\n {2}(?=\S)/);
  if (list.length === 0) return oneLine(name, hint === undefined ? head : `${head} (${hint})`);
  const items = list.map((item) => `  ${joined(item)}\n`).join("");
  return oneLine(name, head) + items + (hint === undefined ? "" : `${joined(hint)}\n`);
}
