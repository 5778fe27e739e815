import { MACHINE_PROGRAMS } from "../boot-script.ts";

/** Shell that sets `real` to the program a stand-in of that name stands in front of; ends with 127 where there is none. */
export function findReal(program: string): string {
  return `real=${MACHINE_PROGRAMS}/${program}
if [ ! -x "$real" ]; then
  real= IFS=:
  for folder in $PATH; do
    if [ -x "$folder/${program}" ] && ! [ "$folder/${program}" -ef "$0" ]; then real=$folder/${program}; break; fi
  done
  unset IFS
  [ -n "$real" ] || { echo "${program}: command not found" >&2; exit 127; }
fi`;
}
