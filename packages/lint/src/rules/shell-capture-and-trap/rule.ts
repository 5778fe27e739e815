import type { Rule } from "../../rule/rule.ts";
import { capturesLog } from "../../rule/work.ts";

export const rule: Rule = {
  id: "shell-capture-and-trap",
  severity: "warning",
  preset: "pipeline",
  what: "A script runs its work inside log capture and ships the log in an EXIT trap of its own as well.",
  why: "Two shippers of one log: the trap's copy overwrites or doubles the capture's, and what fails in the trap hides the work's status.",
  mend: "Leave it to log capture alone.",
  known: "the migration from traps to the capture, 2026-05-22",
  *check({ scripts }) {
    for (const { state, pointer, shell } of scripts) {
      const trap = shell.commands.find(
        ({ argv }) => argv[0] === "trap" && argv.slice(2).includes("EXIT") && /s3|log/.test(argv[1] ?? ""),
      );
      if (trap !== undefined && capturesLog(shell))
        yield { message: `line ${trap.line} ships the log by a trap beside log capture`, state, pointer };
    }
  },
};
