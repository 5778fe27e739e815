import { LEADS } from "./sudo.ts";

/** Where nobody can become anybody, `su` and `runuser` are the user by HOME and name only (su(1) and runuser(1), util-linux 2.37, 2021). */
export function suScript(inside: (path: string) => string, shared: boolean): string {
  return `#!/bin/bash
user=root login= command= shell= keep= direct=
while [ $# -gt 0 ]; do
  case $1 in
    - | -l | --login) login=1; shift ;;
    -c | --command | --session-command) command=$2; shift 2 ;;
    --command=* | --session-command=*) command=\${1#*=}; shift ;;
    -s | --shell) shell=$2; shift 2 ;;
    --shell=*) shell=\${1#*=}; shift ;;
    -u | --user) [ "\${0##*/}" = runuser ] || break; user=$2 direct=1; shift 2 ;;
    --user=*) user=\${1#*=} direct=1; shift ;;
    -m | -p | --preserve-environment) keep=1; shift ;;
    -g | -G | -w | --group | --supp-group | --whitelist-environment) shift 2 ;;
    -lc) login=1 command=$2; shift 2 ;;
    --) shift; break ;;
    -*) shift ;;
    *) [ -z "$direct" ] && [ -z "$named" ] || break; user=$1 named=1; shift ;;
  esac
done
entry=
while IFS= read -r line; do case $line in "$user":*) entry=$line; break ;; esac; done </etc/passwd
${shared ? '[ -n "$entry" ] || [ "$user" != ec2-user ] || entry=ec2-user:x:1000:1000::/home/ec2-user:/bin/bash\n' : ""}[ -n "$entry" ] || { echo "\${0##*/}: user $user does not exist or the user entry does not contain all the required fields" >&2; exit 1; }
IFS=: read -r user x uid gid x home login_shell <<<"$entry"
case $home in /root) home=${inside("/root")} ;; ${shared ? `/home/*) home=${inside("/home")}/\${home#/home/} ;; ` : ""}esac
shell=\${shell:-\${login_shell:-/bin/sh}}
if [ -n "$direct" ]; then USER=$user LOGNAME=$user exec "$@"; fi
[ -n "$command" ] && set -- -c "$command" "$@"
if [ -n "$login" ]; then
  environment=("HOME=$home" "USER=$user" "LOGNAME=$user" "SHELL=$shell" "PATH=$PATH" "TERM=\${TERM:-dumb}")
  for name in ${LEADS} ${shared ? "AWS_SSM_INSTANCE_ID " : ""}\${!AWS_ENDPOINT_URL_*}; do
    [ -z "\${!name+set}" ] || environment+=("$name=\${!name}")
  done
  cd -- "$home" 2>/dev/null
${shared ? SHARED_LOGIN : ""}  exec env -i "\${environment[@]}" "$shell" -l "$@"
fi
[ -n "$keep" ] || { export HOME="$home" SHELL="$shell"; [ "$user" = root ] || export USER="$user" LOGNAME="$user"; }
exec "$shell" "$@"
`;
}

/** This machine's /etc/profile says another PATH: behind it the instance's own programs come first again. */
const SHARED_LOGIN = `  [ -z "$command" ] || { shift 2; set -- -c "PATH='$PATH'; $command" "$@"; }
`;
