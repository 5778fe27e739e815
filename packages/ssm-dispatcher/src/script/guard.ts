import { createHash, randomUUID } from "node:crypto";

import { SsmDispatcherError } from "../errors.ts";

/** Where the instance remembers which keys it has run, for fourteen days, as long as the agent keeps its own record. */
export const RUNS = "/var/lib/alpha-engine/runs";
const KEY = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/**
 * Wraps a script so that an instance runs it once for each key, however often it is sent. The first to make the link
 * `lock` runs it and notes its exit code; any other waits for that run's end and answers with its output and its code.
 * A run that ended without a code (killed, rebooted) is never repeated: the wrapper says so, on the first line of stderr.
 */
export function guardScript(text: string, key: string): string {
  if (!KEY.test(key)) {
    throw new SsmDispatcherError("SCRIPT_REFUSED", `not an idempotency key: ${JSON.stringify(key)}`, {
      hint: "up to 128 of A-Z a-z 0-9 . _ -, not a dot first",
    });
  }
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 16);
  const ending = `END-OF-SCRIPT-${digest}`;
  return WRAPPER.replaceAll("@KEY@", key)
    .replaceAll("@DIGEST@", digest)
    .replaceAll("@ENDING@", ending)
    .replace("@MARK@", `ssm-dispatcher-guard-${randomUUID()}`)
    .replace("@SCRIPT@", () => text);
}

/**
 * The owner of a run is its process, with the boot and the moment it began in, so that a number used again is not taken
 * for it. The link is made with its content in one step. A script that ends with 194 asks the agent to reboot and to run
 * this very command again, which then is no second run.
 */
const WRAPPER = `#!/bin/sh
mark='@MARK@'
runs=${RUNS}
run=$runs/@KEY@
me=\${SSM_COMMAND_ID:--}
say() { echo "$mark $1 $2" >&2; }
since() { echo "$(cut -c 1-8 /proc/sys/kernel/random/boot_id)-$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20)"; }
mask=$(umask)
umask 077
mkdir -p "$run" || { say unusable -; exit 69; }
find "$runs" -mindepth 1 -maxdepth 1 -mtime +14 -exec rm -rf {} + 2>/dev/null
lock="@DIGEST@ $me $$ $(since $$)"
if ! ln -s "$lock" "$run/lock" 2>/dev/null; then
  set -- $(readlink "$run/lock")
  if [ -z "$1" ]; then say unusable -; exit 69; fi
  if [ "$1" != @DIGEST@ ]; then say conflict "$2"; exit 69; fi
  if [ "$2" = "$me" ] && [ "$(cat "$run/exit" 2>/dev/null)" = 194 ]; then
    rm -f "$run/exit" && ln -sfn "$lock" "$run/lock"
  else
    while [ -n "$4" ] && [ "$(since "$3")" = "$4" ]; do sleep 0.2; done
    if [ -s "$run/exit" ]; then say replayed "$2"; else say unknown "$2"; fi
    cat "$run/stdout" 2>/dev/null
    cat "$run/stderr" >&2 2>/dev/null
    exit "$(cat "$run/exit" 2>/dev/null || echo 69)"
  fi
fi
cat > "$run/script" <<'@ENDING@'
@SCRIPT@
@ENDING@
chmod 700 "$run/script"
rm -f "$run/out" "$run/err"
mkfifo -m 600 "$run/out" "$run/err" || { say unusable "$me"; exit 69; }
tee "$run/stdout" < "$run/out" &
out=$!
tee "$run/stderr" < "$run/err" >&2 &
err=$!
exec 2> /dev/null # some shells remark on a child that was killed
(umask "$mask"; exec "$run/script") > "$run/out" 2> "$run/err" < /dev/null
code=$?
wait $out $err
echo $code > "$run/exit.new" && sync "$run/exit.new" 2>/dev/null
mv "$run/exit.new" "$run/exit"
exit $code
`;

export type GuardWord = "replayed" | "unknown" | "conflict" | "unusable";

export interface GuardNote {
  readonly word: GuardWord;
  /** The command that ran it first, where the agent told its id. */
  readonly firstCommandId: string | undefined;
}

/** The mark by which this text's wrapper speaks, if it is wrapped. */
export function guardMarkOf(text: string): string | undefined {
  return /^#!\/bin\/sh\nmark='(ssm-dispatcher-guard-[0-9a-f-]+)'\n/.exec(text)?.[1];
}

/** What the wrapper said on the first line of stderr. */
export function readGuardNote(stderr: string, mark: string | undefined): GuardNote | undefined {
  const line = noteLine(stderr, mark);
  if (line === undefined) return undefined;
  const [, word, first = "-"] = line.split(" ");
  return { word: word as GuardWord, firstCommandId: first === "-" ? undefined : first };
}

/** The script's own stderr. */
export function withoutGuardNote(stderr: string, mark: string | undefined): string {
  const line = noteLine(stderr, mark);
  return line === undefined ? stderr : stderr.slice(line.length + 1);
}

function noteLine(stderr: string, mark: string | undefined): string | undefined {
  if (mark === undefined || !stderr.startsWith(`${mark} `)) return undefined;
  const end = stderr.indexOf("\n");
  return end === -1 ? stderr : stderr.slice(0, end);
}
