import { once } from "node:events";

import type { Host, Session } from "../../cloud/hosts.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin";

/**
 * Lets somebody in as sshd does: ec2-user, whose key every launch puts there, and whoever has authorized keys. Keys
 * themselves are not looked at. Source: sshd(8), OpenSSH 8.7, 2021; what is said to root: cloud-init's disable_root_opts, 22.2.
 */
export async function logIn(
  sandbox: Sandbox,
  session: Session,
  { address, folder }: Pick<Host, "address" | "folder">,
  environment: Readonly<Record<string, string>>,
): Promise<number | undefined> {
  const { user, host, command, accessKeyId, from, streams } = session;
  const [input, ...output] = streams;
  const key = accessKeyId.startsWith("LOCALCLOUD") ? { AWS_ACCESS_KEY_ID: accessKeyId } : {};
  // Where a root is shared, what names a file of the other instance means the same file of this one.
  const words = [user, host, from.address, address, sandbox.insidePath("/root"), sandbox.insidePath("/home")];
  const argv = [
    "sh",
    "-c",
    LOGIN,
    "sshd",
    ...words,
    ...(command === undefined ? [] : [sandbox.adapt(command.replaceAll(from.folder, folder))]),
  ];
  const ended = once(sandbox.spawn(argv, { cwd: "/", env: { PATH, ...environment, ...key }, input, output }), "exit");
  session.begun();
  const [code] = (await ended) as [number | null];
  return code ?? undefined;
}

const LOGIN = `user=$1 host=$2 client=$3 server=$4 root=$5 homes=$6; shift 6
deny() { echo "$user@$host: Permission denied (publickey,gssapi-keyex,gssapi-with-mic)." >&2; exit 255; }
entry=
while IFS= read -r line; do case $line in "$user":*) entry=$line; break ;; esac; done </etc/passwd
[ -n "$entry" ] || [ "$user" = ec2-user ] || deny
home=\${entry%:*}; home=\${home##*:}
case $home in /root) home=$root ;; /home/*) home=$homes/\${home#/home/} ;; esac
if [ "$user" != ec2-user ] && ! [ -s "$home/.ssh/authorized_keys" ]; then
  [ "$user" = root ] || deny
  echo 'Please login as the user "ec2-user" rather than the user "root".'; echo
  exit 142
fi
exec sudo -u "$user" "SSH_CLIENT=$client 50022 22" "SSH_CONNECTION=$client 50022 $server 22" -- sh -c '
unset SUDO_USER SUDO_UID SUDO_GID SUDO_COMMAND
cd "$HOME" 2>/dev/null || { echo "Could not chdir to home directory $HOME: No such file or directory" >&2; cd /; }
if [ $# -eq 0 ]; then exec "$SHELL" -l; else exec "$SHELL" -c "$1"; fi' sshd "$@"
`;
