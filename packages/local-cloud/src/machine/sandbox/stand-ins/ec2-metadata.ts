/** What Amazon Linux has to ask the metadata service with (amazon-ec2-utils, ec2-metadata 2.2, 2023). */
export function ec2MetadataScript(endpointFile: string): string {
  return `#!/bin/bash
at=http://169.254.169.254
{ read -r at <${endpointFile}; } 2>/dev/null
token=$(curl -s -f -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 600' "$at/latest/api/token") ||
  { echo '[ERROR] Command not valid outside EC2 instance. Please run this command within a running EC2 instance.' >&2; exit 1; }
quiet=
get() {
  text=$(curl -s -f -H "X-aws-ec2-metadata-token: $token" "$at/latest/$2") || text='not available'
  if [ -n "$quiet" ]; then echo "$text"; else echo "$1: $text"; fi
}
meta() { get "$1" "meta-data/\${2:-$1}"; }
asked=()
for word; do
  case $word in --quiet) quiet=1 ;; --help | -h) echo 'Usage: ec2-metadata <option>'; exit 0 ;; *) asked+=("$word") ;; esac
done
[ \${#asked[@]} -gt 0 ] || asked=(--all)
[ "\${asked[0]}" != --all ] || asked=(-a -n -i -t -h_ -v -z -s -d)
for word in "\${asked[@]}"; do
  case $word in
    -a | --ami-id) meta ami-id ;;
    -l | --ami-launch-index) meta ami-launch-index ;;
    -n | --instance-action) meta instance-action ;;
    -i | --instance-id) meta instance-id ;;
    -t | --instance-type) meta instance-type ;;
    -h_ | --local-hostname) meta local-hostname ;;
    -o | --local-ipv4) meta local-ipv4 ;;
    -p | --public-hostname) meta public-hostname ;;
    -v | --public-ipv4) meta public-ipv4 ;;
    -z | --availability-zone) meta placement placement/availability-zone ;;
    -R | --region) meta region placement/region ;;
    -s | --security-groups) meta security-groups ;;
    -r | --reservation-id) meta reservation-id ;;
    -d | --user-data) get user-data user-data ;;
    *) echo "ec2-metadata: $word is not modelled by local-cloud" >&2; exit 1 ;;
  esac
done
`;
}
