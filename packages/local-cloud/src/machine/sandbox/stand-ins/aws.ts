import { realpathSync } from "node:fs";
import { basename, dirname } from "node:path";

import type { HostProgram } from "../../host-programs/host-programs.ts";
import { MACHINE_PROGRAMS } from "../boot-script.ts";
import { findsModules, quoted } from "./python.ts";

export interface AwsOptions {
  /** This machine's. */
  readonly program: HostProgram | undefined;
  readonly region: string | undefined;
  /** The instance shares this machine's root. */
  readonly shared: boolean;
}

/**
 * The AWS CLI as an instance has it, if it has put one there itself, or as this machine has it. It takes AWS_REGION for its
 * region and at last the one in which the instance is, as version 2 does, which Amazon Linux 2023 comes with; version 1
 * does neither. Source: AWS CLI user guide, Configuration settings and precedence, 2026.
 */
export function awsScript({ program, region, shared }: AwsOptions): string {
  const path = program === undefined || shared ? program?.path : besideThis(program.path);
  return `#!/bin/sh
real= IFS=:
for folder in $PATH; do
  if [ -x "$folder/aws" ] && ! [ "$folder/aws" -ef "$0" ]; then real=$folder/aws; break; fi
done
unset IFS
if [ -z "$real" ]; then
  real=${path === undefined ? "" : quoted(path)}
  if [ ! -x "$real" ]; then
    echo "aws: command not found: the machine that rehearses has no AWS CLI for its instances; install it there, so that its PATH leads to it, or let the image's prepare install one" >&2
    exit 127
  fi
${findsModules(program?.modules)}fi
if [ -n "\${AWS_REGION-}" ]; then export AWS_DEFAULT_REGION="$AWS_REGION"
${region === undefined ? "" : `elif [ -z "\${AWS_DEFAULT_REGION-}" ] && ! grep -Eqs '^[[:space:]]*region[[:space:]]*=' "\${AWS_CONFIG_FILE:-\${HOME:-/root}/.aws/config}"; then\n  export AWS_DEFAULT_REGION=${region}\n`}fi
exec "$real" "$@"
`;
}

/** Where it lies in /usr/bin, the stand-in lies over it. */
function besideThis(path: string): string {
  if (!/^\/(?:usr\/)?bin$/.test(dirname(path))) return path;
  const real = realpathSync(path);
  return dirname(real) === "/usr/bin" ? `${MACHINE_PROGRAMS}/${basename(real)}` : real;
}
