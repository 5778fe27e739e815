import type { Rule } from "../../rule/rule.ts";

const SIGNALS =
  /^(?:SIG)?(?:EXIT|ERR|DEBUG|RETURN|HUP|INT|QUIT|ILL|TRAP|ABRT|BUS|FPE|KILL|USR1|SEGV|USR2|PIPE|ALRM|TERM|STKFLT|CHLD|CONT|STOP|TSTP|TTIN|TTOU|URG|XCPU|XFSZ|VTALRM|PROF|WINCH|IO|POLL|PWR|SYS|RTM(?:IN|AX)(?:[+-]\d+)?)$|^\d+$/i;

export const rule: Rule = {
  id: "shell-trap-signal",
  severity: "error",
  preset: "recommended",
  what: "A trap names something that is not a signal, in the script as AWS renders it.",
  why: "trap: s3: invalid signal specification, exit 127: the quotes around the handler did not survive the rendering.",
  mend: "Look at the rendered line; keep quotes out of intrinsic literals, or do without the trap.",
  known: "2026-05-22, 2026-08-12",
  *check({ scripts }) {
    for (const { state, pointer, shell } of scripts) {
      for (const { argv, line } of shell.commands) {
        if (argv[0] !== "trap") continue;
        const words = argv.slice(1).filter((word) => !/^-[lp]$/.test(word) && word !== "--");
        const wrong = words.slice(1).find((word) => !SIGNALS.test(word));
        if (wrong !== undefined)
          yield {
            message: `line ${line}: bash takes ${JSON.stringify(wrong)} for a signal: ${argv.slice(0, 4).join(" ")}`,
            state,
            pointer,
          };
      }
    }
  },
};
