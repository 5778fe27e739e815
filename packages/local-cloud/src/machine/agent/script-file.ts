import type { Sandbox } from "../sandbox/sandbox.ts";
import type { AgentOptions } from "./agent-options.ts";
import { argvOf, TRAIL, TRAIL_HOOK, trailHook } from "./trail.ts";

export interface ScriptFile {
  /** The script's path as the instance sees it. */
  readonly inside: string;
  /** Its folder, as its files know it; the agent keeps `stdout` and `stderr` there too. */
  readonly folder: string;
  /** What runs it. */
  readonly argv: readonly string[];
  /** What bash reads before it and what it starts, as the instance sees it. */
  readonly hook: string;
}

/**
 * `commands` joined by newlines in a file of mode 0700: no shebang added, no `set -e`, no `cd`; colons drop out of the
 * plugin's id in the path. Source: agent/fileutil BuildPath, pluginutil.go CreateScriptFile (agent 3.3, 2024-10).
 */
export function writeScript(
  { sandbox, instanceId, sh }: Pick<AgentOptions, "instanceId" | "sh"> & { readonly sandbox: Sandbox },
  commandId: string,
  commands: readonly string[],
): ScriptFile {
  const folder = `${orchestrationFolder(instanceId, commandId)}/awsrunShellScript/0.awsrunShellScript`;
  const path = `${folder}/_script.sh`;
  const folderInside = sandbox.insidePath(folder);
  const text = sandbox.adapt(`${commands.join("\n")}\n`);
  const { files } = sandbox;
  files.write(path, text, { mode: 0o700 });
  files.write(`${folder}/${TRAIL_HOOK}`, trailHook(folderInside, text));
  // Whoever the script makes itself.
  files.write(`${folder}/${TRAIL}`, "", { mode: 0o666 });
  const inside = sandbox.insidePath(path);
  return { argv: argvOf(inside, text, sh), inside, folder, hook: `${folderInside}/${TRAIL_HOOK}` };
}

function orchestrationFolder(instanceId: string, commandId: string): string {
  return `/var/lib/amazon/ssm/${instanceId}/document/orchestration/${commandId}`;
}
