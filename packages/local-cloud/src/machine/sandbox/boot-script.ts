import { EC2_USER_ID } from "./users.ts";

/** In an instance in namespaces: a folder in memory for what is neither its own nor a machine's, over what its layers need. */
export const HIDDEN: string = ".local-cloud";
/** Where it finds this machine's own programs, which stand-ins lie over. */
export const MACHINE_PROGRAMS: string = `/${HIDDEN}/machine`;
/** Where it finds its n-th repository. */
export const REPOSITORIES: string = `/${HIDDEN}/repositories`;
/** A `setpriv` that becomes root for ec2-user. In memory, and so the instance's alone: nobody else finds it. */
export const BECOME: string = `/${HIDDEN}/become`;

/**
 * What the first process of an instance runs, as `sh -s FOLDER HOSTNAME TABLE LINKS NODES BASE` with this text on its stdin.
 * It says `begun`, as its namespaces are there then, makes the instance's folder its root, lays the instance's own /etc and
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
name=$2 table=$3 links=$4 nodes=$5 base=$6 new=$1
mount --bind "$new" "$new"
cd "$new"
mkdir -p dev proc sys mnt media etc ${HIDDEN}/work/usr ${HIDDEN}/work/etc
mount -t tmpfs -o mode=755 none dev
mkdir dev/pts dev/shm
[ -z "$links" ] || cp -P --remove-destination $links .
cp -P /dev/fd /dev/stdin /dev/stdout /dev/stderr dev/
${root ? "cp -a $nodes dev/" : 'for node in $nodes; do : >".$node"; done'}
ln -s pts/ptmx dev/ptmx
base() { [ -z "$base" ] || ln -sfn "$base" ${HIDDEN}/base; }
base
own_etc() { mount -t overlay -o "lowerdir=\${base:+${HIDDEN}/base/etc:}/etc,upperdir=etc,workdir=${HIDDEN}/work/etc" none "$new/etc"; }
layers=folder
if ! own_etc 2>/dev/null; then
  layers=memory
  mount -t tmpfs -o mode=755 none ${HIDDEN}
  mkdir -p ${HIDDEN}/${HIDDEN}/work/usr ${HIDDEN}/${HIDDEN}/work/etc
  cp -a usr etc ${HIDDEN}/
  cd ${HIDDEN}
  base
  own_etc
fi
printf '%s' "$table" >"$new/dev/.table"
mount -a -T "$new/dev/.table"
`;
}

/** The rest of it; `network` is what `ip -batch` has to do for it, if anything. */
export function pivotScript(root: boolean, network: string): string {
  return `${network === "" ? "" : `ip -batch - <<'END'\n${network}END\n`}cd "$new"
${root ? `install -m 4750 -g ${EC2_USER_ID} .${MACHINE_PROGRAMS}/setpriv .${BECOME}` : ":"}
hostname "$name" 2>/dev/null || :
mkdir ${HIDDEN}/old
pivot_root . ${HIDDEN}/old
cd /
umount -l /${HIDDEN}/old
rm -r /${HIDDEN}/old /dev/.table
exec ${root ? "unshare --user --mount --uts --ipc " : ""}bash -c 'echo "ready $0 $1"; read -r' "$pid" "$layers"
`;
}
