import { findReal } from "./real-program.ts";

/** This machine's curl, which finds the instance's own metadata service where AWS has it, at 169.254.169.254. */
export function curlScript(endpointFile: string): string {
  return `#!/bin/sh
${findReal("curl")}
case " $* " in
  *http://169.254.169.254*)
    read -r endpoint <"${endpointFile}" || endpoint=$AWS_EC2_METADATA_SERVICE_ENDPOINT
    left=$#
    while [ "$left" -gt 0 ]; do
      word=$1; shift
      case $word in http://169.254.169.254*) word=$endpoint\${word#http://169.254.169.254} ;; esac
      set -- "$@" "$word"
      left=$((left - 1))
    done
    ;;
esac
exec "$real" "$@"
`;
}
