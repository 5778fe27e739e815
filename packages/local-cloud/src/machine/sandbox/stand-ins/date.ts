import { findReal } from "./real-program.ts";

/**
 * This machine's date at the cloud's time: what it would say now is said of that instant, and what an option `-d` says
 * relative to now is relative to that. An absolute time, a file's and a new one to set stay as they are. How words are read:
 * GNU coreutils 9.1 (2022).
 */
export function dateScript(clockFile: string): string {
  return `#!/bin/bash
${findReal("date")}
offset=0
{ read -r offset <"${clockFile}"; } 2>/dev/null
case $offset in '' | *[!0-9-]*) offset=0 ;; esac
[ "$offset" != 0 ] || exec -a date "$real" "$@"
now=\${EPOCHREALTIME//[!0-9]/}
now=\${now:+\${now}000}
now=\${now:-$("$real" +%s%N)}
now=$((now + offset * 1000000))
at=@$((now / 1000000000)).$(printf %09d $((now % 1000000000)))
args=() said=
while [ $# -gt 0 ]; do
  case $1 in
    -d | --date) said=1 text=$2; shift; [ $# -eq 0 ] || shift; continue ;;
    --date=*) said=1 text=\${1#--date=}; shift; continue ;;
    -r | -f | -s | --reference | --file | --set | --reference=* | --file=* | --set=* | -r?* | -f?* | -s?* | --help | --version | --resolution) exec -a date "$real" "\${args[@]}" "$@" ;;
    --rfc-3339 | --rfc-email | --iso-8601 | --rfc-3339=* | --iso-8601=* | --utc | --universal | --debug | -I*) args+=("$1") ;;
    -*d*)
      # Options of one letter before it, and its text behind it.
      before=\${1%%d*} text=\${1#*d}; said=1
      [ "$before" = - ] || args+=("$before")
      if [ -z "$text" ]; then text=$2; shift; fi
      [ $# -eq 0 ] || shift
      continue
      ;;
    [0-9]*) exec -a date "$real" "\${args[@]}" "$@" ;;
    *) args+=("$1") ;;
  esac
  shift
done
[ -n "$said" ] || exec -a date "$real" -d "$at" "\${args[@]}"
shopt -s nocasematch
utc=
for word in "\${args[@]}"; do
  case $word in --utc | --universal) utc=-u ;; -- | --* | -I* | +*) ;; -*u*) utc=-u ;; esac
done
zoned='^[[:space:]]*TZ="([^"]*)"(.*)$' zone= place=
if [[ $text =~ $zoned ]]; then
  place=\${BASH_REMATCH[1]} text=\${BASH_REMATCH[2]}
  zone="TZ=\\"$place\\" "
fi
read -r day time weekday < <(\${place:+env "TZ=$place"} "$real" $utc -d "$at" '+%F %T.%N %w')
month='(^|[^a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*([^a-z]|$)'
named='(^|[^a-z])((next|last|this)[[:space:]]+)?(sun|mon|tue|wed|thu|fri|sat)(day|s|sday|nes|nesday|r|rs|rsday|urday)?([^a-z]|$)'
if [[ $text =~ ^[[:space:]]*@ || $text =~ [0-9]{4}-[0-9]+-[0-9]+ || $text =~ [0-9]{8} || $text =~ [0-9]+/[0-9]+/[0-9]+ || ( $text =~ $month && $text =~ [0-9]{4} ) ]]; then
  exec -a date "$real" "\${args[@]}" -d "$zone$text"
elif [[ $text =~ [0-9]+/[0-9]+ || $text =~ $month ]]; then
  exec -a date "$real" "\${args[@]}" -d "$zone$text \${day%%-*}"
elif [[ $text =~ $named ]]; then
  names=sunmontuewedthufrisat name=\${BASH_REMATCH[4],,} ordinal=\${BASH_REMATCH[3],,}
  before=\${names%%"$name"*} number=$((\${#before} / 3))
  days=$(((number - weekday + 7) % 7))
  case $ordinal in
    last) days=$((days - 7)) ;;
    next) [ "$days" != 0 ] || days=7 ;;
  esac
  day=$("$real" -u -d "$day UTC $days days" +%F)
  exec -a date "$real" "\${args[@]}" -d "$zone$day \${text/"\${BASH_REMATCH[0]}"/ }"
elif [[ $text =~ [0-9]:[0-9] || $text =~ [0-9][[:space:]]*[ap]\\.?m || $text =~ ^[[:space:]]*$ ]]; then
  exec -a date "$real" "\${args[@]}" -d "$zone$day $text"
fi
exec -a date "$real" "\${args[@]}" -d "$zone$day $time now $text"
`;
}
