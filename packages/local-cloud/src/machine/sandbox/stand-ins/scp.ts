import { findReal } from "./real-program.ts";

/** A stand-in for scp, over the stand-in for ssh (scp(1), OpenSSH 8.7, 2021); other hosts are left to the real one. */
export function scpScript(ssh: string): string {
  return `#!/bin/bash
ssh=${ssh}
${WORDS}${COPY}${findReal("scp")}
exec "$real" "\${words[@]}"
`;
}

/** Leaves sources and target in `$@`. */
const WORDS = `words=("$@") options=() recursive= keep=
usage() { echo 'usage: scp [-346ABCOpqRrsTv] [-i identity_file] [-o ssh_option] [-P port] source ... target' >&2; exit 1; }
while getopts ':346ABCOpqRrsTvc:D:F:i:J:l:o:P:S:X:' letter; do
  case $letter in
    r) recursive=1 ;;
    p) keep=1 ;;
    q) options+=(-q) ;;
    P) options+=(-p "$OPTARG") ;;
    i | o | F | J) options+=("-$letter" "$OPTARG") ;;
    '?' | :) echo "scp: unknown option -- $OPTARG" >&2; usage ;;
  esac
done
shift $((OPTIND - 1))
[ $# -ge 2 ] || usage
`;

/** What the other side runs, as `sh -c`: it makes of a stream a file of this name, mode and time; or a folder. */
const TAKE_FILE = `t=$1
case $t in */) [ -d "$t" ] || { echo "scp: dest open \\"$t\\": No such file or directory" >&2; exit 1; } ;; esac
[ ! -d "$t" ] || t=\${t%/}/$2
if ! { : >>"$t"; } 2>/dev/null; then
  why="No such file or directory"; [ ! -d "$(dirname "$t")" ] || why="Permission denied"
  echo "scp: dest open \\"$t\\": $why" >&2; exit 1
fi
cat >"$t" && chmod "$3" "$t" && { [ -z "$4" ] || touch -d "@$4" "$t"; }`;
const TAKE_FOLDER = `t=$1
if [ -d "$t" ]; then tar -C "$t" $2 -xf -; else mkdir "$t" && tar -C "$t" --strip-components=1 $2 -xf -; fi`;
/** Files that fit, as one archive. */
const GIVE = `bad=0 recursive=$2 IFS=
files=$1; set --
for f in $files; do
  if [ ! -e "$f" ]; then echo "scp: $f: No such file or directory" >&2; bad=1
  elif [ ! -r "$f" ]; then echo "scp: remote open \\"$f\\": Permission denied" >&2; bad=1
  elif [ -d "$f" ] && [ -z "$recursive" ]; then echo "scp: $f: not a regular file" >&2; bad=1
  else f=$(realpath -- "$f"); set -- "$@" -C "$(dirname -- "$f")" "$(basename -- "$f")"; fi
done
[ $# = 0 ] || tar -chf - "$@" || bad=1
exit $bad`;

const COPY = `take_file='${TAKE_FILE}'
take_folder='${TAKE_FOLDER}'
give='${GIVE}'
remote() { [[ $1 == scp://* || $1 =~ ^[^/:]+: ]]; }
split() {
  if [[ $1 == scp://* ]]; then host=\${1#scp://} path=; [[ $host != */* ]] || path=\${host#*/}; host=\${host%%/*}; host=\${host%:*}
  else host=\${1%%:*} path=\${1#*:}; fi
  case $path in '~/'*) path=\${path#'~/'} ;; '~' | '') path=. ;; esac
}
known() { "$ssh" --known "\${1##*@}"; }
at() { local to=$1; shift; LOCAL_CLOUD_SCP="scp \${words[*]}" "$ssh" "\${options[@]}" -- "$to" "sh -c $(printf '%q ' "$1" scp "\${@:2}")"; }
failed=0
complain() { echo "$1" >&2; failed=1; }
send() {
  split "$2"
  if [ ! -e "$1" ]; then complain "scp: stat local \\"$1\\": No such file or directory"
  elif [ -d "$1" ]; then
    [ -n "$recursive" ] || { complain "scp: local \\"$1\\" is not a regular file"; return; }
    local full; full=$(realpath -- "$1")
    tar -C "$(dirname -- "$full")" -chf - -- "$(basename -- "$full")" | at "$host" "$take_folder" "$path" "\${untimed[@]}" || failed=$?
  else at "$host" "$take_file" "$path" "$(basename -- "$1")" "$(stat -Lc %a -- "$1")" "\${keep:+$(stat -Lc %Y -- "$1")}" <"$1" || failed=$?
  fi
}
fetch() {
  split "$1"
  local landing ended; landing=$(mktemp -d) || exit 1
  at "$host" "$give" "$path" "$recursive" </dev/null >"$landing/.tar"; ended=$?
  [ "$ended" = 0 ] || failed=$ended
  [ ! -s "$landing/.tar" ] || tar -C "$landing" "\${untimed[@]}" --no-same-owner -xf "$landing/.tar" || failed=1
  for each in "$landing"/*; do [ ! -e "$each" ] || cp -r \${keep:+-p} -- "$each" "$2" || failed=1; done
  rm -rf "$landing"
}
untimed=(-m); [ -z "$keep" ] || untimed=()
target=\${!#} sources=("\${@:1:$#-1}") ours=1
for word; do if remote "$word"; then split "$word"; known "$host" || ours=; fi; done
if [ -n "$ours" ]; then
  if [ \${#sources[@]} -gt 1 ] && ! remote "$target" && [ ! -d "$target" ]; then echo "scp: $target: No such file or directory" >&2; exit 1; fi
  for word in "\${sources[@]}"; do
    if remote "$target" && remote "$word"; then
      passing=$(mktemp -d) || exit 1
      fetch "$word" "$passing/"
      for each in "$passing"/*; do [ ! -e "$each" ] || send "$each" "$target"; done
      rm -rf "$passing"
    elif remote "$target"; then send "$word" "$target"
    elif remote "$word"; then fetch "$word" "$target"
    else cp \${recursive:+-r} -- "$word" "$target" || failed=1
    fi
  done
  exit "$failed"
fi
`;
