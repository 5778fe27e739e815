import { type Command, forEachChild, parse, type ParsedScript, type SyntaxNode } from "unbash";

/** A bash script, parsed, with what a rule wants to know of it. */
export interface Shell {
  readonly text: string;
  readonly parsed: ParsedScript;
  /** What the parser could not read. */
  readonly problems: readonly { readonly message: string; readonly line: number }[];
  /** Every simple command, in order, those in functions and substitutions included. */
  readonly commands: readonly ShellCommand[];
}

/** One simple command of a script. */
export interface ShellCommand {
  readonly node: Command;
  /** The words after quotes are gone, assignments in front left out. */
  readonly argv: readonly string[];
  /** The command and the commands it starts: `sudo -u x git pull` is also `git pull`, `wrap run -- work` is also `work`. */
  readonly layers: readonly (readonly string[])[];
  /** The top-level statement it belongs to. */
  readonly statement: number;
  /** Place in its pipeline, how many commands that has, and the program at its end. */
  readonly pipe: { readonly index: number; readonly length: number; readonly end: string };
  /** Its status decides what follows: in a condition, or left of `&&` or `||`, or negated. */
  readonly isTested: boolean;
  /** Left of `|| true`, `|| :` or `|| echo …`: whatever happens, it went well. */
  readonly isForgiven: boolean;
  /** In `$(…)`, backticks or `<(…)`. */
  readonly isSubstituted: boolean;
  /** The function whose body it is in. */
  readonly inFunction: string | undefined;
  readonly isBackground: boolean;
  /** From 1. */
  readonly line: number;
}

/**
 * Reads a bash script: every simple command in it, with the words that it and what it starts are called with.
 *
 * @example
 * ```ts example
 * import { readShell } from "@alpha-engine/lint/shell";
 *
 * console.log(readShell("cd /opt/app && sudo -u app git pull").commands.map(({ layers }) => layers.at(-1)));
 * ```
 * ```text output
 * [ [ 'cd', '/opt/app' ], [ 'git', 'pull' ] ]
 * ```
 */
export function readShell(text: string): Shell {
  const parsed = parse(text);
  const commands: ShellCommand[] = [];
  const starts = lineStarts(text);
  parsed.commands.forEach((statement, index) => {
    visit(
      statement,
      {
        statement: index,
        pipe: ALONE,
        isTested: false,
        isForgiven: false,
        isSubstituted: false,
        inFunction: undefined,
        isBackground: false,
      },
      commands,
      starts,
    );
  });
  const problems = (parsed.errors ?? []).map(({ message, pos }) => ({ message, line: lineAt(starts, pos) }));
  return { text, parsed, problems, commands };
}

const ALONE = { index: 0, length: 1, end: "" };
type Place = Omit<ShellCommand, "node" | "argv" | "layers" | "line">;

function visit(node: SyntaxNode, place: Place, found: ShellCommand[], starts: readonly number[]): void {
  const into = (child: SyntaxNode, more: Partial<Place> = {}): void =>
    visit(child, { ...place, ...more }, found, starts);
  switch (node.type) {
    case "Statement":
      return into(node.command, { isBackground: place.isBackground || node.background === true });
    case "Pipeline":
      node.commands.forEach((command, index) =>
        into(command, {
          pipe: { index, length: node.commands.length, end: programAtEnd(node.commands) },
          isTested: place.isTested || node.prefixes.some(({ type }) => type === "Negation"),
        }),
      );
      return;
    case "AndOr":
      node.commands.forEach((command, index) => {
        const forgiven = node.operators
          .slice(index)
          .some((operator, at) => operator === "||" && isHarmless(node.commands[index + at + 1]));
        into(command, {
          isTested: place.isTested || index < node.commands.length - 1,
          isForgiven: place.isForgiven || forgiven,
        });
      });
      return;
    case "If":
      into(node.clause, { isTested: true });
      into(node.then);
      node.elif.forEach((branch) => {
        into(branch.clause, { isTested: true });
        into(branch.then);
      });
      if (node.else !== undefined) into(node.else);
      return;
    case "While":
      into(node.clause, { isTested: true });
      into(node.body);
      return;
    case "Function":
      return into(node.body, { inFunction: node.name.value, pipe: ALONE });
    case "CommandExpansion":
    case "ProcessSubstitution":
      for (const statement of node.script?.commands ?? []) into(statement, { isSubstituted: true, pipe: ALONE });
      return;
    case "Command": {
      const argv = [node.name, ...node.args].flatMap((word) =>
        word === undefined ? [] : [word.type === "Word" ? word.value : word.text],
      );
      found.push({ ...place, node, argv, layers: layersOf(argv), line: lineAt(starts, node.pos) });
      break;
    }
    default:
  }
  forEachChild(node, (child) => into(child));
}

function programAtEnd(commands: readonly SyntaxNode[]): string {
  const last = commands.at(-1);
  return last?.type === "Command" ? baseName(last.name?.value ?? "") : "";
}

function isHarmless(node: SyntaxNode | undefined): boolean {
  if (node?.type !== "Command") return false;
  const name = node.name === undefined ? "" : node.name.value;
  return ["true", ":", "echo", "printf"].includes(name);
}

/** Programs that start another: their options that take the next word, and how many operands come before the other. */
const STARTERS: Readonly<Record<string, { readonly valued: readonly string[]; readonly operands?: number }>> = {
  sudo: {
    valued: ["u", "g", "h", "p", "C", "r", "t", "T", "U", "D", "R", "user", "group", "host", "prompt", "chdir"],
  },
  env: { valued: ["u", "C", "unset", "chdir"] },
  nohup: { valued: [] },
  nice: { valued: ["n", "adjustment"] },
  timeout: { valued: ["k", "s", "kill-after", "signal"], operands: 1 },
  exec: { valued: ["a"] },
  time: { valued: ["f", "o", "format", "output"] },
  command: { valued: [] },
  setsid: { valued: [] },
  stdbuf: { valued: ["i", "o", "e", "input", "output", "error"] },
  ionice: { valued: ["c", "n", "p", "class", "classdata"] },
  flock: { valued: ["w", "E", "timeout", "wait", "conflict-exit-code"], operands: 1 },
  xargs: { valued: ["n", "P", "I", "d", "L", "a", "E", "s", "max-args", "max-procs", "arg-file", "delimiter"] },
  su: { valued: ["c", "g", "G", "s", "command", "group", "shell"], operands: 1 },
  runuser: { valued: ["u", "g", "G", "c", "s", "user", "group", "command", "shell"] },
};

function layersOf(argv: readonly string[]): readonly (readonly string[])[] {
  const layers: (readonly string[])[] = [argv];
  for (let layer: readonly string[] = argv; layer.length > 0 && layers.length < 8;) {
    const inner = innerOf(layer);
    if (inner.length === 0) break;
    layers.push(inner);
    layer = inner;
  }
  return layers;
}

/** What a command starts: what is left when its options, their values and its own operands are gone. */
function innerOf(argv: readonly string[]): readonly string[] {
  const dashes = argv.indexOf("--");
  if (dashes > 0) return argv.slice(dashes + 1);
  const name = baseName(argv[0] ?? "");
  const starter = STARTERS[name];
  if (starter === undefined) return [];
  let operands = starter.operands ?? 0;
  let index = 1;
  for (; index < argv.length; index++) {
    const word = argv[index] ?? "";
    if (word.startsWith("-") && word !== "-") {
      if (takesNext(word, starter.valued)) index++;
    } else if (word !== "-" && !(ASSIGNS.has(name) && /^\w+=/.test(word)) && operands-- <= 0) break;
  }
  return argv.slice(index);
}

const ASSIGNS = new Set(["sudo", "env"]);

/** `-u`, `-Hu`, `--user`: the last of the letters may take the next word; `-uapp` and `--user=app` have theirs. */
function takesNext(word: string, valued: readonly string[]): boolean {
  if (word.startsWith("--")) return valued.includes(word.slice(2));
  const letters = word.slice(1).split("");
  const first = letters.findIndex((letter) => valued.includes(letter));
  return first >= 0 && first === letters.length - 1;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function lineAt(starts: readonly number[], position: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}
