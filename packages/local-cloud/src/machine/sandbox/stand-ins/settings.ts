/** What a machine is called and where it is, as systemd 252 sets and says it (hostnamectl(1), timedatectl(1), 2022). */
export function settingsScripts(
  etc: string,
  { isRoot, shared }: { readonly isRoot: string; readonly shared: boolean },
): readonly (readonly [program: string, script: string])[] {
  const root = `root() { ${isRoot} || { echo "\${0##*/}: Interactive authentication required." >&2; exit 1; }; }`;
  const kernel = shared ? ":" : 'hostname "$1"';
  return [
    [
      "hostnamectl",
      `#!/bin/sh
${root}
verb= static=
while [ $# -gt 0 ]; do
  case $1 in
    -*) shift; continue ;;
    hostname | set-hostname) verb=$1; shift; [ $# -eq 0 ] || [ -n "$static" ] || { static=$1; shift; } ;;
    *) verb=\${verb:-$1}; shift ;;
  esac
done
name=$(cat ${etc}/hostname 2>/dev/null || hostname)
case $verb in
  hostname | set-hostname)
    [ -n "$static" ] || { echo "$name"; exit 0; }
    root
    set -- "$static"
    echo "$1" >${etc}/hostname && ${kernel}
    ;;
  '' | status) printf ' Static hostname: %s\\n  Virtualization: amazon\\nOperating System: Amazon Linux 2023\\n    Architecture: %s\\n' "$name" "$(uname -m | tr _ -)" ;;
  *) echo "hostnamectl: $verb is not modelled by local-cloud" >&2; exit 1 ;;
esac
`,
    ],
    [
      "timedatectl",
      `#!/bin/sh
${root}
words= value= wanted=
for word; do
  case $word in
    --value) value=1 ;;
    -p) wanted=next ;;
    -p* | --property=*) wanted=\${word#-p}; wanted=\${wanted#--property=} ;;
    -*) ;;
    *) if [ "$wanted" = next ]; then wanted=$word; else words="$words $word"; fi ;;
  esac
done
set -- $words
zone=$(readlink ${etc}/localtime); zone=\${zone#*zoneinfo/}; [ -n "$zone" ] || zone=UTC
case $1 in
  set-timezone)
    root
    [ -n "$2" ] && [ -f "/usr/share/zoneinfo/$2" ] || { echo "Failed to set time zone: Invalid or not installed time zone '$2'" >&2; exit 1; }
    ln -sfn "../usr/share/zoneinfo/$2" ${etc}/localtime
    ;;
  set-ntp) root ;;
  show)
    for line in "Timezone=$zone" LocalRTC=no CanNTP=yes NTP=yes NTPSynchronized=yes; do
      case $wanted in '' | "\${line%%=*}") if [ -n "$value" ]; then echo "\${line#*=}"; else echo "$line"; fi ;; esac
    done
    ;;
  list-timezones) (cd /usr/share/zoneinfo && find [A-Z]* -type f | sort) ;;
  '' | status) printf '               Local time: %s\\n           Universal time: %s\\n                Time zone: %s\\nSystem clock synchronized: yes\\n              NTP service: active\\n' "$(date '+%a %F %T %Z')" "$(date -u '+%a %F %T UTC')" "$zone" ;;
  *) echo "timedatectl: $1 is not modelled by local-cloud" >&2; exit 1 ;;
esac
`,
    ],
  ];
}
