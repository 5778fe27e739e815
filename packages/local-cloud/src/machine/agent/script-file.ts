import type { Sandbox } from "../sandbox/sandbox.ts";
import { TRAIL, TRAIL_HOOK, trailHook, withTrail } from "./trail.ts";

export interface ScriptFile {
  /** The script's path as the instance sees it. */
  readonly inside: string;
  /** Its folder, as its files know it; the agent keeps `stdout` and `stderr` there too. */
  readonly folder: string;
  /** What bash reads before what the script starts, as the instance sees it. */
  readonly hook: string;
}

/**
 * `commands` joined by newlines in a file of mode 0700: no shebang added, no `set -e`, no `cd`; colons drop out of the
 * plugin's id in the path. Source: agent/fileutil BuildPath, pluginutil.go CreateScriptFile (agent 3.3, 2024-10).
 */
export function writeScript(
  sandbox: Sandbox,
  instanceId: string,
  commandId: string,
  commands: readonly string[],
): ScriptFile {
  const folder = `${orchestrationFolder(instanceId, commandId)}/awsrunShellScript/0.awsrunShellScript`;
  const path = `${folder}/_script.sh`;
  const folderInside = sandbox.insidePath(folder);
  const text = sandbox.adapt(`${commands.join("\n")}\n`);
  const { files } = sandbox;
  files.write(path, withTrail(text, folderInside), { mode: 0o700 });
  files.write(`${folder}/${TRAIL_HOOK}`, trailHook(folderInside));
  // Whoever the script makes itself.
  files.write(`${folder}/${TRAIL}`, "", { mode: 0o666 });
  return { inside: sandbox.insidePath(path), folder, hook: `${folderInside}/${TRAIL_HOOK}` };
}

function orchestrationFolder(instanceId: string, commandId: string): string {
  return `/var/lib/amazon/ssm/${instanceId}/document/orchestration/${commandId}`;
}
