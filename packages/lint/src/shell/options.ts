import type { Shell } from "./script.ts";

/** The options that the leading `set` commands of a script turn on: letters, and the names after `-o`. */
export function optionsFirst(shell: Shell): ReadonlySet<string> {
  const options = new Set<string>();
  for (const { argv, isSubstituted, isTested } of shell.commands) {
    if (argv[0] !== "set" || isSubstituted || isTested) break;
    apply(argv, options);
  }
  return options;
}

/** The options that are on when a top-level statement begins. */
export function optionsAt(shell: Shell, statement: number): ReadonlySet<string> {
  const options = new Set<string>();
  for (const command of shell.commands) {
    if (command.statement >= statement) break;
    if (command.argv[0] === "set" && !command.isSubstituted && !command.isInFunction) apply(command.argv, options);
  }
  return options;
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
