/** Where an instance in namespaces finds this machine's own programs, which stand-ins lie over. */
export const MACHINE_PROGRAMS = "/.machine";
/** Where it finds its n-th repository; in its root, where no folder of its own can be in the way. */
export const REPOSITORIES = "/.repositories";

/**
 * What the first process of an instance runs, as `sh -s FOLDER HOSTNAME EXPOSED… -- REPOSITORY…` with this text on its
 * stdin; the stand-ins lie over this machine's programs of their names where the kernel has overlays. It builds
 * a root of its own on a tmpfs, pivots into it, says `ready` and its process id as this machine knows it, and then waits
 * for the end of its stdin. That pipe is held by us, so the instance dies with us, however we die. `wait` also reaps
 * what is re-parented to it. Read-only remounts may be refused in a user namespace, where this machine's own permissions
 * protect it. A sub-mount under an exposed folder needs `--rbind` there.
 */
export const BOOT_SCRIPT: string = `set -e
read -r pid _ </proc/self/stat
folder=$1 name=$2; shift 2
new=$folder/.boot
mkdir -p "$new"
mount -t tmpfs -o mode=755 none "$new"
for own in home var tmp opt root run srv; do mkdir "$new/$own"; mount --bind "$folder/$own" "$new/$own"; done
for top in bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$top" ]; then ln -s "$(readlink "/$top")" "$new/$top"
  elif [ -d "/$top" ]; then mkdir "$new/$top"; mount --rbind "/$top" "$new/$top"; mount -o remount,bind,ro "$new/$top" 2>/dev/null || :
  fi
done
for top in usr etc sys; do
  mkdir "$new/$top"; mount --rbind "/$top" "$new/$top"; mount -o remount,bind,ro "$new/$top" 2>/dev/null || :
done
[ ! -d /usr/local/sbin ] || mount --bind "$folder/usr/local/sbin" "$new/usr/local/sbin"
for file in passwd group; do mount --bind "$folder/etc/$file" "$new/etc/$file"; done
mkdir "$new/dev" "$new/proc"
mount --rbind /dev "$new/dev"
mount -t tmpfs -o mode=1777 none "$new/dev/shm" 2>/dev/null || :
mount -t proc proc "$new/proc"
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  exposed=$1; shift
  mkdir -p "$new$exposed"
  mount --bind "$exposed" "$new$exposed" 2>/dev/null || mount --rbind "$exposed" "$new$exposed"
done
shift
number=0
for repository in "$@"; do
  place=$new${REPOSITORIES}/$number
  mkdir -p "$place"; mount --bind "$repository" "$place"; mount -o remount,bind,ro "$place" 2>/dev/null || :
  number=$((number + 1))
done
mkdir "$new${MACHINE_PROGRAMS}"
mount --bind /usr/bin "$new${MACHINE_PROGRAMS}"
for programs in /usr/bin /usr/sbin /bin /sbin; do
  [ -d "$programs" ] && [ ! -L "$programs" ] || continue
  mount -t overlay overlay -o "lowerdir=$folder/usr/local/sbin:$programs" "$new$programs" 2>/dev/null || :
done
hostname "$name" 2>/dev/null || :
mkdir "$new/.old"; cd "$new"; pivot_root . .old; cd /; umount -l /.old; rmdir /.old
exec 3<&0; cat <&3 >/dev/null & exec 3<&-
echo "ready $pid"
wait
`;
