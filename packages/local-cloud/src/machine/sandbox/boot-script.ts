import { EC2_USER_ID } from "./users.ts";

/** In an instance in namespaces: a folder in memory for what is neither its own nor a machine's, over what its layers need. */
export const HIDDEN: string = ".local-cloud";
/** Where it finds this machine's own programs, which stand-ins lie over. */
export const MACHINE_PROGRAMS: string = `/${HIDDEN}/machine`;
/** Where it finds its n-th repository. */
export const REPOSITORIES: string = `/${HIDDEN}/repositories`;
/** A folder with nothing in it: an overlay of two folders without a third can only be read. */
export const EMPTY: string = `${HIDDEN}/empty`;
/** A `setpriv` that becomes root for ec2-user. In memory, and so the instance's alone: nobody else finds it. */
export const BECOME: string = `/${HIDDEN}/become`;

/**
 * What the first process of an instance runs, as `sh -s FOLDER HOSTNAME FIRST ETC TABLE NODES BASE` with this text on its
 * stdin. It says `begun`, as its namespaces are there then, makes the instance's folder its root, lays the instance's own
 * /etc and /usr over this machine's (in memory where the file system of its folder cannot carry that), mounts what the
 * tables say, reads the rest, pivots into that root, says `ready`, its process id as this machine knows it and where its
 * layers are, and then waits for the end of its stdin. That pipe is held by us,
 * so the instance dies with us, however we die. It needs no other process for that, which could be killed from within,
 * and bash reaps what is re-parented to it.
 *
 * As root the last step is into a user namespace, whose ids are mapped from outside, with a mount namespace of its own.
 * There root is root over files and over what is the instance's, and over nothing else: not the clock, devices, modules
 * or file systems; and each mount that was made before is locked. Source: user_namespaces(7), mount_namespaces(7), 2023.
 *
 * Each program that it starts takes longer than all that the program does: one `mount` does a whole table.
 */
export function bootScript(root: boolean, settings: string): string {
  return `set -e
umask 022
read -r pid _ </proc/self/stat
${settings}echo begun
name=$2 first=$3 etc=$4 table=$5 nodes=$6 base=$7 new=$1
{ echo "$name" >/proc/sys/kernel/hostname || hostname "$name" || :; } 2>/dev/null
mounted() { printf '%s' "$1" >"$new/${HIDDEN}/table" && mount -a -T "$new/${HIDDEN}/table"; }
base() { [ -z "$base" ] || ln -sfn "$base" ${HIDDEN}/base; }
cd "$new"
base
layers=folder
if ! mounted "$first$etc" 2>/dev/null; then
  layers=memory
  cd "$new"
  mount -t tmpfs -o mode=755 none ${HIDDEN}
  mkdir -p ${HIDDEN}/${HIDDEN}/work/usr ${HIDDEN}/${HIDDEN}/work/etc ${HIDDEN}/${EMPTY}
  cp -a usr etc ${HIDDEN}/
  cd ${HIDDEN}
  base
  mounted "$etc"
fi
: >"$new/dev/ptmx"
${
  root
    ? 'cp -a $nodes /dev/fd /dev/stdin /dev/stdout /dev/stderr "$new/dev/"'
    : `for node in $nodes; do : >"$new$node"; done
cp -P /dev/fd /dev/stdin /dev/stdout /dev/stderr "$new/dev/"`
}
mounted "$table"
${root ? `install -m 4750 -g ${EC2_USER_ID} "$new${MACHINE_PROGRAMS}/setpriv" "$new${BECOME}"\n` : ""}`;
}

/** The rest of it; `network` is what `ip -batch` has to do for it, if anything. The old root lies on the new one until it goes. */
export function pivotScript(root: boolean, network: string): string {
  return `${network === "" ? "" : `ip -batch - <<'END'\n${network}END\n`}cd "$new"
pivot_root . .
umount -l .
cd /
exec ${root ? "unshare --user --mount --uts --ipc " : ""}bash -c 'echo "ready $0 $1"; read -r' "$pid" "$layers"
`;
}
