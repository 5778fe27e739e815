import type { Rule } from "../../rule/rule.ts";
import { withNested } from "../../shell/nested.ts";
import { baseName, type Shell, type ShellCommand } from "../../shell/script.ts";

export const rule: Rule = {
  id: "shell-test-unquoted",
  severity: "error",
  preset: "recommended",
  what: "A test with [ ] of a variable without quotes that may be empty: [ -n $X ] is true then, [ $X = y ] is an error.",
  why: "Without quotes an empty value is no word at all: -n alone is a text that is not empty, and = has nothing on its left; the branch that is taken is the wrong one, and set -e does not see it.",
  mend: '[ -n "$X" ], [ "$X" = y ], or [[ … ]], which does not split.',
  known: "bash manual: test decides by the number of its arguments",
  *check({ scripts }) {
    for (const { state, pointer, shell } of scripts)
      for (const part of withNested(shell)) {
        for (const command of part.commands) {
          const found = mistake(command, part);
          if (found !== undefined) yield { ...found, state, pointer };
        }
      }
  },
};

/** Counts and statuses: never empty. */
const NEVER_EMPTY = /^\$(?:[?#$!\d]|\{#|\(\()/;

function mistake(
  { argv, node, line }: ShellCommand,
  shell: Shell,
): { readonly message: string; readonly severity: "error" | "warning" } | undefined {
  if (!["[", "test"].includes(baseName(argv[0] ?? ""))) return undefined;
  const words = node.args.flatMap((word) => (word.type === "Word" && word.text !== "]" ? [word] : []));
  for (const [index, { text, parts }] of words.entries()) {
    const isBare =
      parts?.length === 1 &&
      ["SimpleExpansion", "ParameterExpansion", "CommandExpansion"].includes(parts[0]?.type ?? "");
    if (!isBare || NEVER_EMPTY.test(text) || /^\$\{\w+:?[-=?]/.test(text) || isSurelySet(text, line, shell)) continue;
    const before = words[index - 1]?.text;
    const after = words[index + 1]?.text;
    if (before === "-n")
      return { message: `line ${line}: [ -n ${text} ] is true when ${text} is empty, too`, severity: "error" };
    if (
      /^(?:==?|!=|-(?:eq|ne|lt|le|gt|ge))$/.test(after ?? "") &&
      (index === 0 || /^(?:!|-[ao]|\()$/.test(before ?? ""))
    )
      return {
        message: `line ${line}: [ ${text} ${after} … ] is an error, and so false, when ${text} is empty`,
        severity: "warning",
      };
  }
  return undefined;
}

/** Assigned before from what is never empty. */
function isSurelySet(text: string, line: number, { commands }: Shell): boolean {
  const name = /^\$\{?(\w+)\}?$/.exec(text)?.[1];
  const values = commands
    .filter((command) => command.line <= line)
    .flatMap(({ node }) => node.prefix)
    .flatMap((part) => (part.type === "Assignment" && part.name === name ? [part.value] : []));
  return (
    values.length > 0 &&
    values.every(
      (value) =>
        value.type === "Word" &&
        value.text !== "" &&
        !/^(?:""|'')$/.test(value.text) &&
        (!value.text.includes("$") || /^"?\$(?:[?#]|\(\()/.test(value.text)),
    )
  );
}
