import { BECOME } from "../boot-script.ts";

/** What sudo lets through of the caller's environment (`env_keep` in sudoers of Amazon Linux 2023, 2023). */
const KEPT =
  "COLORS DISPLAY HOSTNAME HISTSIZE KDEDIR LS_COLORS MAIL PS1 PS2 QTDIR USERNAME LANG LC_ADDRESS LC_CTYPE LC_COLLATE " +
  "LC_IDENTIFICATION LC_MEASUREMENT LC_MESSAGES LC_MONETARY LC_NAME LC_NUMERIC LC_PAPER LC_TELEPHONE LC_TIME LC_ALL " +
  "LANGUAGE LINGUAS _XKB_CHARSET XAUTHORITY TERM TZ";
/** What leads to this cloud, which sudo knows nothing of; and what a plain sandbox finds its processes by. */
export const LEADS = "AWS_ENDPOINT_URL AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_EC2_METADATA_SERVICE_ENDPOINT";
/** `secure_path` in sudoers of Amazon Linux 2023, with the folder of the stand-ins first. */
const SECURE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export interface SudoOptions {
  /** It becomes the user for real; otherwise by HOME and name only. */
  readonly switches: boolean;
  /** How a path of the instance has to be spelled. */
  readonly inside: (path: string) => string;
  /** A shared root: the caller's PATH and the instance's id have to stay. */
  readonly shared: boolean;
}

/**
 * A stand-in for sudo, which images have and containers often lack, with the options, the environment and the words of
 * the real one (sudo(8) and sudoers(5), 1.9, 2023): root and ec2-user may do anything without a password, nobody else
 * may do a thing.
 */
export function sudoScript({ switches, inside, shared }: SudoOptions): string {
  return `#!/bin/bash
${READ_WORDS}me=${switches ? "$(id -un)" : "${USER:-root}"}
case $act in version) echo 'Sudo version 1.9.15p5 (a stand-in)'; exit 0 ;; help) usage ;; esac
case $me in root | ec2-user) ;; *) echo "$me is not in the sudoers file." >&2; exit 1 ;; esac
case $act in
  validate | remove-timestamp) exit 0 ;;
  reset-timestamp) [ $# -gt 0 ] || exit 0 ;;
  list) [ $# -eq 0 ] || { type -P -- "$1"; exit; }; echo "User $me may run the following commands on \${HOSTNAME%%.*}:"; echo '    (ALL) NOPASSWD: ALL'; exit 0 ;;
esac
entry=
case $user in
  '#'*) while IFS=: read -r name x uid y; do [ "$uid" != "\${user#'#'}" ] || { entry=$name:$x:$uid:$y; break; }; done </etc/passwd ;;
  *) while IFS= read -r line; do case $line in "$user":*) entry=$line; break ;; esac; done </etc/passwd ;;
esac
${shared ? '[ -n "$entry" ] || [ "$user" != ec2-user ] || entry=ec2-user:x:1000:1000::/home/ec2-user:/bin/bash\n' : ""}[ -n "$entry" ] || { echo "sudo: unknown user: $user" >&2; exit 1; }
IFS=: read -r user x uid gid x home login_shell <<<"$entry"
case $home in /root) home=${inside("/root")} ;; ${shared ? `/home/*) home=${inside("/home")}/\${home#/home/} ;; ` : ""}esac
[ -x "$login_shell" ] || login_shell=/bin/sh
if [ -z "$login$shell" ]; then
  [ $# -gt 0 ] || usage
elif [ $# -gt 0 ]; then
  # Each word as it was, but for a dollar sign, which the shell may still read (sudo's escaping for -i and -s).
  said=
  for word; do word=$(printf '%sx' "$word" | LC_ALL=C sed -z 's/[^A-Za-z0-9_$-]/\\\\&/g'); said+="\${said:+ }\${word%x}"; done
${shared ? SHARED_LOGIN : ""}fi
environment=()
while IFS= read -r name; do
  case "$keep ${KEPT} ${LEADS} ${shared ? "AWS_SSM_INSTANCE_ID " : ""}\${names//,/ } " in
    1* | *" $name "*) environment+=("$name=\${!name}") ;;
    *) case $name in AWS_ENDPOINT_URL_*) environment+=("$name=\${!name}") ;; esac ;;
  esac
done < <(compgen -e)
path=${shared ? "$PATH" : SECURE_PATH}
environment+=("PATH=$path" "HOME=$home" "USER=$user" "LOGNAME=$user" "SHELL=$login_shell" "SUDO_USER=$me" "SUDO_UID=$(id -u)" "SUDO_GID=$(id -g)")
environment+=("\${set_[@]}")
if [ -n "$login" ]; then cd -- "$home" 2>/dev/null; set -- "$login_shell" -l \${said+-c "$said"}
elif [ -n "$shell" ]; then set -- "$login_shell" \${said+-c "$said"}
else
  found=$(PATH=$path type -P -- "$1") || { echo "sudo: $1: command not found" >&2; exit 1; }
  shift; set -- "$found" "$@"
fi
environment=("SUDO_COMMAND=$*" "\${environment[@]}")
${switches ? SWITCH : ""}if [ -n "$back" ]; then env -i "\${environment[@]}" "$@" & exit 0; fi
exec env -i "\${environment[@]}" "$@"
`;
}

/** This machine's /etc/profile says another PATH: behind it the instance's own programs come first again. */
const SHARED_LOGIN = `  [ -z "$login" ] || said="PATH='$PATH'; $said"
`;

const SWITCH = `if [ "$uid" != "$(id -u)" ] || [ -n "$group" ]; then
  if [ -n "$group" ]; then gid=$(getent group "\${group#'#'}" | cut -d: -f3); [ -n "$gid" ] || { echo "sudo: unknown group: $group" >&2; exit 1; }; fi
  become=setpriv; [ "$(id -u)" = 0 ] || become=${BECOME}
  set -- "$become" --reuid "$uid" --regid "$gid" --init-groups -- "$@"
fi
`;

/** Leaves the command and its words in `$@`, and what the options say in variables. */
const READ_WORDS = `usage() { echo 'usage: sudo [-ABbEHnPS] [-g group] [-u user] [VAR=value] [-i | -s] [command [arg ...]]' >&2; exit 1; }
value() { if [ -n "$rest" ]; then given=$rest rest=; elif [ $# -gt 1 ]; then given=$2 took=1; else echo "sudo: option requires an argument -- '$letter'" >&2; usage; fi; }
forbidden() { echo "sudo: you are not permitted to use the $1 option" >&2; exit 1; }
user=root group= login= shell= keep= names= act= back= home=
while [ $# -gt 0 ]; do
  took=
  case $1 in
    --) shift; break ;;
    --user=*) user=\${1#*=} ;;
    --group=*) group=\${1#*=} ;;
    --preserve-env=*) names+=,\${1#*=} ;;
    --chdir=* | --chroot=* | --chdir | --chroot) forbidden "\${1%%=*}" ;;
    --prompt=* | --close-from=* | --host=* | --role=* | --type=* | --command-timeout=* | --other-user=*) ;;
    --user | --group | --prompt | --close-from | --host | --role | --type | --command-timeout | --other-user)
      [ $# -gt 1 ] || { echo "sudo: option '$1' requires an argument" >&2; usage; }
      case $1 in --user) user=$2 ;; --group) group=$2 ;; esac
      took=1 ;;
    --preserve-env) keep=1 ;;
    --login) login=1 ;;
    --shell) shell=1 ;;
    --background) back=1 ;;
    --validate | --list | --version | --help | --remove-timestamp) act=\${1#--} ;;
    --reset-timestamp) act=\${act:-reset-timestamp} ;;
    --set-home | --non-interactive | --stdin | --askpass | --bell | --preserve-groups | --no-update) ;;
    --*) echo "sudo: unrecognized option '$1'" >&2; usage ;;
    -?*)
      rest=\${1#-}
      while [ -n "$rest" ]; do
        letter=\${rest:0:1} rest=\${rest:1}
        case $letter in
          u) value "$@"; user=$given ;;
          g) value "$@"; group=$given ;;
          D | R) forbidden "-$letter" ;;
          C | h | p | r | T | t | U) value "$@" ;;
          E) keep=1 ;;
          i) login=1 ;;
          s) shell=1 ;;
          b) back=1 ;;
          v) act=validate ;;
          l) act=list ;;
          V) act=version ;;
          K) act=remove-timestamp ;;
          k) act=\${act:-reset-timestamp} ;;
          H | n | S | A | B | P | N) ;;
          *) echo "sudo: invalid option -- '$letter'" >&2; usage ;;
        esac
      done ;;
    [A-Za-z_]*=*) [[ \${1%%=*} =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] || break; set_+=("$1") ;;
    *) break ;;
  esac
  shift \${took:+2}
done
[ -z "$login" ] || [ -z "$shell" ] || { echo 'sudo: you may not specify both the -i and -s options' >&2; usage; }
`;
