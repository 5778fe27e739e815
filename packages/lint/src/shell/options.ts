import type { Shell, ShellCommand } from "./script.ts";

/** The options that the leading `set` commands of a script turn on: letters, and the names after `-o`. */
export function optionsFirst(shell: Shell): ReadonlySet<string> {
  const options = new Set<string>();
  for (const { argv, isSubstituted, isTested } of shell.commands) {
    if (argv[0] !== "set" || isSubstituted || isTested) break;
    apply(argv, options);
  }
  return options;
}

/** The options that are on when a command runs: in a function when that is first called, with what the function sets itself. */
export function optionsFor(shell: Shell, command: ShellCommand): ReadonlySet<string> {
  const { inFunction } = command;
  const call = inFunction === undefined ? command : callOf(shell, inFunction);
  const options = new Set<string>();
  for (const other of shell.commands) {
    if (other.argv[0] !== "set" || other.isSubstituted) continue;
    const isBefore =
      other.inFunction === undefined
        ? call === undefined || other.statement < call.statement
        : other.inFunction === inFunction && other.node.pos < command.node.pos;
    if (isBefore) apply(other.argv, options);
  }
  return options;
}

/** The first call of a function from outside of every function. */
export function callOf(shell: Shell, name: string): ShellCommand | undefined {
  return shell.commands.find(({ argv, inFunction }) => argv[0] === name && inFunction === undefined);
}

function apply(argv: readonly string[], options: Set<string>): void {
  for (let index = 1; index < argv.length; index++) {
    const word = argv[index] ?? "";
    if (!/^[-+]\w+$/.test(word)) continue;
    const turn = (name: string): void => {
      if (word.startsWith("-")) options.add(name);
      else options.delete(name);
    };
    for (const letter of word.slice(1)) turn(letter === "o" ? (argv[++index] ?? "") : letter);
  }
}

const NAMES: Readonly<Record<string, string>> = { e: "errexit", u: "nounset", a: "allexport" };

export function hasOption(options: ReadonlySet<string>, option: string): boolean {
  return options.has(option) || options.has(NAMES[option] ?? option);
}
