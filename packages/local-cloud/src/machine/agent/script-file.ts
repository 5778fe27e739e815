import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Sandbox } from "../sandbox/sandbox.ts";

export interface ScriptFile {
  /** The script's path as the instance sees it. */
  readonly inside: string;
  /** Its folder on this machine; the agent keeps `stdout` and `stderr` there too. */
  readonly folder: string;
}

/**
 * `commands` joined by newlines in a file of mode 0700: no shebang added, no `set -e`, no `cd`; colons drop out of the
 * plugin's id in the path. Source: agent/fileutil BuildPath, pluginutil.go CreateScriptFile (agent 3.3, 2024-10).
 */
export async function writeScript(
  sandbox: Sandbox,
  instanceId: string,
  commandId: string,
  commands: readonly string[],
): Promise<ScriptFile> {
  const folder = `${orchestrationFolder(instanceId, commandId)}/awsrunShellScript/0.awsrunShellScript`;
  const path = `${folder}/_script.sh`;
  // The root of its own folders exists in either kind of sandbox, so that what is made below it is the instance's.
  const hostFolder = join(sandbox.hostPath("/var/lib"), folder.slice("/var/lib".length));
  await mkdir(hostFolder, { recursive: true });
  await writeFile(join(hostFolder, "_script.sh"), sandbox.adapt(`${commands.join("\n")}\n`));
  await chmod(join(hostFolder, "_script.sh"), 0o700);
  return { inside: sandbox.insidePath(path), folder: hostFolder };
}

function orchestrationFolder(instanceId: string, commandId: string): string {
  return `/var/lib/amazon/ssm/${instanceId}/document/orchestration/${commandId}`;
}
