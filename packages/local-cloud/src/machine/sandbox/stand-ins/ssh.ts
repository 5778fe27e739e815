import { ASK_FOLDER } from "../ask.ts";
import { findReal } from "./real-program.ts";

/**
 * A stand-in for ssh, which asks for an instance of the cloud from outside, with three pipes for its streams, and leaves any
 * other host to the real one.
 */
export function sshScript(run: string): string {
  return `#!/bin/bash
ask=${run}/${ASK_FOLDER}/ssh.$$
exec 6<&0
mkfifo -m 600 "$ask.0" "$ask.1" "$ask.2" && exec 7<>"$ask.0" 8<>"$ask.1" 9<>"$ask.2" || exit 255
printf '%s\\0' ssh "$PWD" 0 "\${AWS_ACCESS_KEY_ID-}" "$(id -un)" "\${LOCAL_CLOUD_SCP-}" "$@" >"$ask.words" && mv "$ask.words" "$ask.question" || exit 255
while [ ! -e "$ask.begun" ] && [ ! -e "$ask.code" ]; do sleep 0.02; done
if [ -e "$ask.begun" ]; then
  read -r how <"$ask.begun"
  input=
  case $how in *n*) ;; *) cat <&6 >"$ask.0" 2>/dev/null 7>&- 8>&- 9>&- & input=$!; disown "$input" ;; esac
  cat <"$ask.1" 6<&- 7>&- 8>&- 9>&- & out=$!
  cat <"$ask.2" >&2 6<&- 7>&- 8>&- 9>&- & err=$!
  exec 7>&- 8>&- 9>&-
  case $how in *f*) exit 0 ;; esac
  trap 'kill $input $out $err 2>/dev/null; exit 255' TERM INT HUP
  wait "$out" "$err"
fi
while [ ! -e "$ask.code" ]; do sleep 0.02; done
[ -z "$input" ] || kill "$input" 2>/dev/null
read -r code <"$ask.code"
cat "$ask.out"
cat "$ask.err" >&2
rm -f "$ask".*
[ "$code" = real ] || exit "$code"
exec 7>&- 8>&- 9>&- 0<&6 6<&-
${findReal("ssh")}
exec "$real" "$@"
`;
}

/** The same for a program that needs no streams. */
export function keyscanScript(run: string): string {
  return `#!/bin/sh
ask=${run}/${ASK_FOLDER}/ssh-keyscan.$$
printf '%s\\0' ssh-keyscan "$PWD" 0 "\${AWS_ACCESS_KEY_ID-}" "$@" >"$ask.words" && mv "$ask.words" "$ask.question" || exit 1
while [ ! -e "$ask.code" ]; do sleep 0.02; done
read -r code <"$ask.code"
cat "$ask.out"
cat "$ask.err" >&2
rm -f "$ask".*
[ "$code" = real ] || exit "$code"
${findReal("ssh-keyscan")}
exec "$real" "$@"
`;
}
