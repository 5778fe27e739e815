/** Beside a command's script: which of its commands failed, in bash and in what bash it started. */
export const TRAIL = "trail";
/** What bash reads before a script. */
export const TRAIL_HOOK = "_trail.bash";

const FIELDS = [
  '"$?"',
  '"$$"',
  '"$LINENO"',
  '"${PIPESTATUS[*]}"',
  '"${BASH_SOURCE[0]-$0}"',
  `"\${BASH_COMMAND//$'"'"'\\n'"'"'/ }"`,
];

/**
 * What writes a line for each command that fails: a trap that runs where `set -e` would end the script. It changes no status,
 * is not inherited by functions, and gives way to a trap of the script's own. Bash that runs one command (`-c`) would not
 * replace itself by it any more, and has none. [source: bash 5.2 trap.c, builtins/evalstring.c should_suppress_fork, 2022]
 *
 * @param folder the script's, as the instance sees it
 */
export function trailHook(folder: string): string {
  const tell = `printf "%s\\t%s\\t%s\\t%s\\t%s\\t%s\\n" ${FIELDS.join(" ")} 2>/dev/null >>${folder}/${TRAIL} || :`;
  return `[ -n "\${BASH_EXECUTION_STRING-}" ] || trap '${tell}' ERR\n`;
}

/** What may have a command before it on its line, and look the same in what bash says of it. */
const PLAIN = /^\s*(?:$|#(?!!)|set\s)/;

/** A script without a shebang is run by `sh`, which as bash reads nothing beforehand: its first line does. */
export function withTrail(script: string, folder: string): string {
  if (!PLAIN.test(script.split("\n", 1)[0] ?? "")) return script;
  return `[ -z "\${BASH_VERSION-}" ] || . ${folder}/${TRAIL_HOOK}; ${script}`;
}
