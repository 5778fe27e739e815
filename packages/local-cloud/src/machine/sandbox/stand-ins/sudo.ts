/**
 * A stand-in for sudo, which images have and containers often lack. It becomes the user where `switches` says that it
 * can, and otherwise is that user by HOME and name only. Unlike sudo it keeps the environment: without the variables
 * that lead to this cloud a child would go looking for the real one.
 */
export function sudoScript(switches: boolean, rootHome: string): string {
  return `#!/bin/sh
user=root shell=
while [ $# -gt 0 ]; do
  case $1 in
    --) shift; break ;;
    -u | --user) user=$2; shift 2 ;;
    --user=*) user=\${1#*=}; shift ;;
    -u?*) user=\${1#-u}; shift ;;
    -g | -C | -D | -h | -p | -R | -r | -T | -t | -U) shift 2 ;;
    -i | -s | --login | --shell) shell=1; shift ;;
    -*) shift ;;
    [A-Za-z_]*=*) export "$1"; shift ;;
    *) break ;;
  esac
done
case $user in
  root) home=${rootHome} ;;
  ec2-user) home=/home/ec2-user ;;
  *) id "$user" >/dev/null 2>&1 || { echo "sudo: unknown user: $user" >&2; exit 1; }; home=/home/$user ;;
esac
if [ $# -eq 0 ]; then
  [ -n "$shell" ] || { echo "usage: sudo [-u user] command" >&2; exit 1; }
  set -- sh
fi
export HOME="$home" USER="$user" LOGNAME="$user" SUDO_USER=root
${switches ? 'if [ "$user" != root ] && [ "$(id -u)" = 0 ]; then exec setpriv --reuid "$(id -u "$user")" --regid "$(id -g "$user")" --clear-groups -- "$@"; fi\n' : ""}exec "$@"
`;
}
