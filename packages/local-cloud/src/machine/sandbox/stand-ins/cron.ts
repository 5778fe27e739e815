import { ASK_FOLDER } from "../ask.ts";

export const CRON_PROGRAMS: readonly string[] = ["crontab", "at", "batch", "atq", "atrm"];

/** Asks like the programs of systemd, with what comes by a file or stdin beside the words; a job of at has its environment. */
export function cronScript(program: string, run: string, me: string): string {
  return `#!/bin/sh
ask=${run}/${ASK_FOLDER}/${program}.$$
${READ[program] ?? ""}
printf '%s\\0' ${program} "$PWD" 0 "\${AWS_ACCESS_KEY_ID-}" "${me}" "$@" >"$ask.words" && mv "$ask.words" "$ask.question" || exit 1
while [ ! -e "$ask.code" ]; do sleep 0.02; done
cat "$ask.out"
cat "$ask.err" >&2
read -r code <"$ask.code"
rm -f "$ask.code" "$ask.out" "$ask.err"
exit "$code"
`;
}

const JOB = `{ export -p; echo "cd '$PWD'"; cat -- "\${file:--}"; } >"$ask.text" || exit 1`;
const READ: Readonly<Record<string, string>> = {
  crontab: `case " $* " in
  *" -l "* | *" -r "* | *" -e "*) ;;
  *) last=-; skip=; for word; do case $word in -u) skip=1 ;; *) [ -n "$skip" ] || last=$word; skip= ;; esac; done; cat -- "$last" >"$ask.text" || exit 1 ;;
esac`,
  at: `file= before=
for word; do [ "$before" != -f ] || file=$word; before=$word; done
case " $* " in *" -l "* | *" -d "* | *" -r "*) ;; *) ${JOB} ;; esac`,
  batch: JOB,
};
