/**
 * What the first process of an instance runs, as `sh -s FOLDER HOSTNAME EXPOSED…` with this text on its stdin: it builds
 * a root of its own on a tmpfs, pivots into it, says `ready` and its process id as this machine knows it, and then waits
 * for the end of its stdin. That pipe is held by us, so the instance dies with us, however we die. `wait` also reaps
 * what is re-parented to it. Read-only remounts may be refused in a user namespace, where this machine's own permissions
 * protect it. A sub-mount under an exposed folder needs `--rbind` there.
 */
export const BOOT_SCRIPT = `set -e
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
for exposed in "$@"; do
  mkdir -p "$new$exposed"
  mount --bind "$exposed" "$new$exposed" 2>/dev/null || mount --rbind "$exposed" "$new$exposed"
done
hostname "$name" 2>/dev/null || :
mkdir "$new/.old"; cd "$new"; pivot_root . .old; cd /; umount -l /.old; rmdir /.old
exec 3<&0; cat <&3 >/dev/null & exec 3<&-
echo "ready $pid"
wait
`;
