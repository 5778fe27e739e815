import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Sandbox } from "../sandbox/sandbox.ts";
import { TRAIL, TRAIL_HOOK, trailHook, withTrail } from "./trail.ts";

export interface ScriptFile {
  /** The script's path as the instance sees it. */
  readonly inside: string;
  /** Its folder on this machine; the agent keeps `stdout` and `stderr` there too. */
  readonly folder: string;
  /** What bash reads before what the script starts, as the instance sees it. */
  readonly hook: string;
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
  const folderInside = sandbox.insidePath(folder);
  const text = sandbox.adapt(`${commands.join("\n")}\n`);
  await writeFile(join(hostFolder, "_script.sh"), withTrail(text, folderInside));
  await writeFile(join(hostFolder, TRAIL_HOOK), trailHook(folderInside));
  // Whoever the script makes itself.
  await writeFile(join(hostFolder, TRAIL), "");
  await chmod(join(hostFolder, TRAIL), 0o666);
  await chmod(join(hostFolder, "_script.sh"), 0o700);
  return { inside: sandbox.insidePath(path), folder: hostFolder, hook: `${folderInside}/${TRAIL_HOOK}` };
}

function orchestrationFolder(instanceId: string, commandId: string): string {
  return `/var/lib/amazon/ssm/${instanceId}/document/orchestration/${commandId}`;
}
