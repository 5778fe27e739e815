import { baseName, type Shell, type ShellCommand } from "../shell/script.ts";

/** What a script does around its work. */
const AROUND = new Set([
  "set",
  "export",
  "cd",
  "source",
  ".",
  "trap",
  "echo",
  "printf",
  "true",
  ":",
  "test",
  "[",
  "mkdir",
  "chown",
  "chmod",
  "cp",
  "mv",
  "rm",
  "ln",

  "tee",
  "tail",
  "head",
  "cat",
  "date",
  "hostname",
  "sleep",
  "git",
  "sudo",
  "if",
  "exit",
  "return",
  "local",
  "read",
  "grep",
  "sed",
  "awk",
  "tr",

  "pip",
  "pip3",
  "flock",
  "aws",
  "systemctl",
  "unset",
  "umask",
  "ulimit",
  "wait",
  "kill",
  "shopt",
  "declare",
  "command",
  "base64",
  "env",
  "timeout",
  "nohup",
  "",
  "logger",
  "touch",
  "find",
  "ls",
  "stat",
  "jq",
  "cut",
  "sort",
  "cmp",
  "diff",
  "for",
  "while",
]);

/** Whether a command is the work that a script is there for, and not what leads up to it. */
export function isWork({ layers, isSubstituted }: ShellCommand): boolean {
  return !isSubstituted && layers.some((argv) => !isAround(argv));
}

function isAround(argv: readonly string[]): boolean {
  const [name = "", ...words] = argv;
  if (/^python[\d.]*$/.test(baseName(name))) return words[0] === "-m" && words[1] === "pip";
  return AROUND.has(baseName(name)) || /^\w+=/.test(name);
}

export function worksFor(shell: Shell): readonly ShellCommand[] {
  return shell.commands.filter(isWork);
}

/** The name by which a program is known: the module after `python -m`, else the last part of the command's path. */
export function programOf([name = "", ...words]: readonly string[]): string | undefined {
  if (name === "") return undefined;
  const module = /^python[\d.]*$/.test(baseName(name)) ? words.indexOf("-m") : -1;
  return module >= 0 ? words[module + 1] : baseName(name);
}

/** Work runs inside a program that keeps and ships its log: `… log-capture run … -- work`. */
export function capturesLog(shell: Shell): boolean {
  return shell.commands.some(({ layers }) =>
    layers.some(
      (argv) => argv.includes("--") && /log[-_]?capture/.test(`${programOf(argv) ?? ""} ${argv.slice(0, 3).join(" ")}`),
    ),
  );
}

/** A copy to a bucket, at once or when the script ends. */
export function shipsLog(shell: Shell): boolean {
  return shell.commands.some(({ argv, layers }) => {
    const text = argv[0] === "trap" ? (argv[1] ?? "") : "";
    return (
      /aws s3 (?:cp|mv|sync)|s3api put-object|logs put-log-events/.test(text) ||
      layers.some(
        ([name = "", ...words]) =>
          baseName(name) === "aws" &&
          words[0] === "s3" &&
          ["cp", "mv", "sync"].includes(words[1] ?? "") &&
          words.some((word) => word.includes("log")),
      )
    );
  });
}
