/**
 * A stand-in for dnf, which installs nothing: what a workload needs is on this machine or in the image. It knows the
 * names it was told of, or takes any, remembers them, and otherwise refuses in the words of dnf 4
 * (inference, 2026-11).
 */
export function dnfScript(varFolder: string, isRoot: string, packages: readonly string[] | undefined): string {
  const known = packages === undefined ? "" : `known=' ${packages.map((name) => name.replaceAll("'", "")).join(" ")} '`;
  return `#!/bin/sh
list=${varFolder}/lib/local-cloud/packages
${known}
verb=
names=
for word; do
  case $word in
    -*) ;;
    *) if [ -z "$verb" ]; then verb=$word; else names="$names $word"; fi ;;
  esac
done
root() { ${isRoot} || { echo "Error: This command has to be run with superuser privileges (under the root user on most systems)." >&2; exit 1; }; }
mkdir -p "\${list%/*}" 2>/dev/null; touch "$list" 2>/dev/null
case $verb in
  install | reinstall)
    root
    for name in $names; do
      case \${known-" $name "} in *" $name "*) ;; *) echo "No match for argument: $name"; missing="$missing $name" ;; esac
    done
    [ -z "$missing" ] || { echo "Error: Unable to find a match:$missing" >&2; exit 1; }
    for name in $names; do
      if grep -qxF "$name" "$list"; then echo "Package $name is already installed."; else echo "$name" >>"$list"; echo "Installed: $name"; fi
    done
    echo 'Complete!'
    ;;
  remove | erase)
    root
    for name in $names; do
      if grep -qxF "$name" "$list"; then grep -vxF "$name" "$list" >"$list.new"; mv "$list.new" "$list"; else echo "No match for argument: $name"; fi
    done
    echo 'Complete!'
    ;;
  list)
    for name in $names; do
      [ "$name" != installed ] || continue
      asked=1
      if grep -qxF "$name" "$list"; then echo "$name"; found=1; fi
    done
    [ -n "$asked" ] || { cat "$list"; exit 0; }
    [ -n "$found" ] || { echo 'Error: No matching Packages to list' >&2; exit 1; }
    ;;
  update | upgrade | makecache | clean | autoremove) root; echo 'Nothing to do.'; echo 'Complete!' ;;
  check-update) ;;
  '') echo 'usage: dnf [options] COMMAND' >&2; exit 1 ;;
  *) echo "No such command: $verb. Please use dnf --help" >&2; exit 1 ;;
esac
`;
}
