import type { Rule } from "../../rule/rule.ts";
import { baseName } from "../../shell/script.ts";

export const rule: Rule = {
  id: "shell-direct-dispatch",
  severity: "warning",
  preset: "pipeline",
  what: "A script calls aws ssm send-command itself.",
  why: "It ends when the command is taken: how the work ended, its code and its output reach nobody.",
  mend: "Use the dispatcher, which follows the command and returns its code; or a step of the machine.",
  known: "the launchers' own rule",
  *check({ scripts }) {
    for (const { state, pointer, shell } of scripts)
      for (const { layers, line } of shell.commands) {
        const direct = layers.some(
          ([name = "", ...words]) =>
            baseName(name) === "aws" && words.includes("ssm") && words.includes("send-command"),
        );
        if (direct) yield { message: `line ${line} sends a command that the machine does not follow`, state, pointer };
      }
  },
};
