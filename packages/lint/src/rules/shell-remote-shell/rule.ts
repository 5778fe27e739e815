import type { Rule } from "../../rule/rule.ts";
import { baseName } from "../../shell/script.ts";

const REMOTE = new Set(["ssh", "scp", "sftp", "ssh-keyscan", "ssh-copy-id", "rsync"]);

export const rule: Rule = {
  id: "shell-remote-shell",
  severity: "warning",
  preset: "pipeline",
  what: "A script reaches another machine by ssh, scp or ssh-keyscan.",
  why: "It needs open ports and keys on the box, trusts any host that answers, and a connection that dies hangs until the budget is gone.",
  mend: "Dispatch through SSM, and stage files through S3.",
  known: "the SSH era of the launchers, ended in May 2026",
  *check({ scripts }) {
    for (const { state, pointer, shell } of scripts)
      for (const { layers, line } of shell.commands) {
        const found = layers.find(
          ([name = ""]) =>
            REMOTE.has(baseName(name)) &&
            !(baseName(name) === "rsync" && !layers.flat().some((word) => /^[\w.-]+@?[\w.-]*:/.test(word))),
        );
        if (found !== undefined) yield { message: `line ${line}: ${found.slice(0, 3).join(" ")}`, state, pointer };
      }
  },
};
