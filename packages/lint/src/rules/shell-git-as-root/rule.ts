import type { Rule } from "../../rule/rule.ts";
import { baseName } from "../../shell/script.ts";

export const rule: Rule = {
  id: "shell-git-as-root",
  severity: "warning",
  preset: "recommended",
  what: "git works as root in a checkout below /home, which belongs to another user.",
  why: "git refuses it (dubious ownership) and ends with 128; where it does not, it leaves files that the owner cannot change.",
  mend: "sudo -u <owner> git -C <checkout> …",
  known: "2026-04-11",
  *check({ scripts }) {
    for (const { state, pointer, shell } of scripts) {
      let folder = "";
      let isTrusted = false;
      for (const { layers, line, argv } of shell.commands) {
        if (argv[0] === "cd") folder = argv[1] ?? "";
        const git = layers.find(([name = ""]) => baseName(name) === "git");
        if (git === undefined) continue;
        isTrusted ||= git.includes("safe.directory");
        const place = git.indexOf("-C") > 0 ? (git[git.indexOf("-C") + 1] ?? "") : folder;
        const asOther = layers.some(([name = ""]) => ["sudo", "su", "runuser"].includes(baseName(name)));
        if (
          !asOther &&
          !isTrusted &&
          place.startsWith("/home/") &&
          !git.some((word) => word.startsWith("safe.directory"))
        )
          yield { message: `line ${line}: git as root in ${place}`, state, pointer };
      }
    }
  },
};
