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
export function trailHook(folder: string, script: string): string {
  const tell = `printf "%s\\t%s\\t%s\\t%s\\t%s\\t%s\\n" ${FIELDS.join(" ")} >>${folder}/${TRAIL} || :`;
  return `[ -n "\${BASH_EXECUTION_STRING-}" ] || trap '{ ${tell}; } 2>/dev/null' ERR
case $0 in ${folder}/*)
${watch({ tell, exits: `${folder}/${EXITS}`, asSh: interpreterOf(script) === undefined })}
esac
`;
}

/**
 * A script starts as `sh -c PATH`, whose sh, finding no `#!`, reads it itself. Where that is bash, the same bash reads it under its own name,
 * and so reads the hook beforehand.
 */
export function argvOf(path: string, script: string, sh: "bash" | "dash"): readonly string[] {
  return sh === "bash" && interpreterOf(script) === undefined ? ["bash", path] : ["sh", "-c", path];
}

function interpreterOf(script: string): string | undefined {
  return /^#!\s*(\S+)/.exec(script)?.[1];
}

/** Beside a command's script: which failures in it went unheeded. */
const EXITS = "exits";

/**
 * For the script itself: a record for each command that failed, with what came next, and for each pipe whose first part failed and
 * whose last did not: kind, line, exit codes, the command, the next one. Bash keeps $? and PIPESTATUS over a trap, `$_` is put back,
 * and functions and subshells do not inherit these traps. They are one line, as LINENO counts theirs. Braces with their
 * own stderr hide them from `set -x`, which shows a script that `sh -c` reads one level deeper; that one is in posix mode.
 */
function watch({
  tell,
  exits,
  asSh,
}: {
  readonly tell: string;
  readonly exits: string;
  readonly asSh: boolean;
}): string {
  const note = (kind: string, code: string): string =>
    `printf "%s\\t%s\\t%s\\t%s\\t%s\\0" ${kind} "$_watch_line" "${code}" "$_watch_command" "$BASH_COMMAND" >>${exits} || :`;
  const look = [
    `{ _watch_last=$_ _watch_code=$? _watch_codes=\${PIPESTATUS[@]-}`,
    `if [ -n "$_watch_failed" ]; then ${note("command", "$_watch_code")}; _watch_failed=`,
    `else case $_watch_codes in *[1-9]*" 0") ${note("pipe", "$_watch_codes")} ;; esac; fi`,
    `_watch_command=$BASH_COMMAND _watch_line=$LINENO`,
    `: "$_watch_last"; } 2>/dev/null`,
  ].join("; ");
  return `${asSh ? "set -o posix\nPS4='++ '\n" : ""}_watch_command= _watch_line= _watch_failed= _watch_code= _watch_codes=
_watch='${look}'
trap "$_watch" DEBUG
trap '{ ${tell}; _watch_failed=1; } 2>/dev/null' ERR
trap "$_watch" EXIT`;
}
