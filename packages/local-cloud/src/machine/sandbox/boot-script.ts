import { EC2_USER_ID } from "./users.ts";

/** Where an instance in namespaces finds this machine's own programs, which stand-ins lie over. */
export const MACHINE_PROGRAMS = "/.machine";
/** Where it finds its n-th repository; in its root, where no folder of its own can be in the way. */
export const REPOSITORIES = "/.repositories";
/** A `setpriv` that becomes root for ec2-user. It lies on the instance's own tmpfs, where nobody else finds it. */
export const BECOME = "/.become";

/**
 * What the first process of an instance runs, as `sh -s FOLDER HOSTNAME TABLE LINKS NODES` with this text on its stdin.
 * It says `begun`, as its namespaces are there then, builds a root of its own on a tmpfs, lays the instance's own /etc and
 * /usr over this machine's (in memory where the file system of its folder cannot carry that), mounts what the table says,
 * reads the rest, pivots into that root, says `ready`, its process id as this machine knows it and where its layers are, and
 * then waits for the end of its stdin. That pipe is held by us,
 * so the instance dies with us, however we die. It needs no other process for that, which could be killed from within,
 * and bash reaps what is re-parented to it.
 *
 * As root the last step is into a user namespace, whose ids are mapped from outside, with a mount namespace of its own.
 * There root is root over files and over what is the instance's, and over nothing else: not the clock, devices, modules
 * or file systems; and each mount that was made before is locked. Source: user_namespaces(7), mount_namespaces(7), 2023.
 */
export function bootScript(root: boolean, settings: string): string {
  return `set -e
umask 022
read -r pid _ </proc/self/stat
${settings}echo begun
cd "$1"; name=$2 table=$3 links=$4 nodes=$5 new=$PWD/.boot
mkdir -p .boot .work/usr .work/etc
mount -t tmpfs -o mode=755 none .boot
mkdir .boot/dev .boot/etc .boot/media .boot/mnt .boot/.old
[ -z "$links" ] || cp -P $links .boot/
cp -P /dev/fd /dev/stdin /dev/stdout /dev/stderr .boot/dev/
${root ? "cp -a $nodes .boot/dev/" : 'for node in $nodes; do : >".boot$node"; done'}
ln -s pts/ptmx .boot/dev/ptmx
printf '%s' "$table" >.boot/.table
own_etc() { mount -t overlay -o lowerdir=/etc,upperdir=etc,workdir=.work/etc none "$new/etc"; }
layers=folder
if ! own_etc 2>/dev/null; then
  layers=memory
  mkdir -p .boot/.layers/.work/usr .boot/.layers/.work/etc
  cp -a usr etc .boot/.layers/
  cd .boot/.layers
  own_etc
fi
mount -a -T "$new/.table"
`;
}

/** The rest of it; `network` is what `ip -batch` has to do for it, if anything. */
export function pivotScript(root: boolean, network: string): string {
  return `${network === "" ? "" : `ip -batch - <<'END'\n${network}END\n`}cd "$new"
${root ? `install -m 4750 -g ${EC2_USER_ID} .machine/setpriv .${BECOME}` : ":"}
hostname "$name" 2>/dev/null || :
pivot_root . .old
cd /
umount -l /.old
rm -r /.old /.table
exec ${root ? "unshare --user --mount --uts --ipc " : ""}bash -c 'echo "ready $0 $1"; read -r' "$pid" "$layers"
`;
}
