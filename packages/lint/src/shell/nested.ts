import { baseName, readShell, type Shell, type ShellCommand } from "./script.ts";

/** A script and the scripts that it hands to other shells: `bash -c "…"`, `bash <<EOF`. Their lines are the script's. */
export function withNested(shell: Shell): readonly Shell[] {
  const found = [shell];
  for (let index = 0; index < found.length && index < MOST; index++)
    for (const command of found[index]?.commands ?? []) found.push(...handedOn(command));
  return found;
}

const MOST = 50;
const SHELLS = new Set(["bash", "sh", "dash", "su", "runuser"]);

/**
 * The script that a command hands to another shell: `bash -c "…"`, `su - app -c "…"`, `bash <<EOF`. None for any other.
 *
 * @example
 * ```ts example
 * import { handedOn, readShell } from "@alpha-engine/lint/shell";
 *
 * const [command] = readShell("sudo -u app bash -c 'cd /opt/app && git pull'").commands;
 * if (command !== undefined) console.log(handedOn(command).flatMap(({ commands }) => commands.map(({ argv }) => argv)));
 * ```
 * ```text output
 * [ [ 'cd', '/opt/app' ], [ 'git', 'pull' ] ]
 * ```
 */
export function handedOn({ layers, node, line }: ShellCommand): readonly Shell[] {
  const argv = layers.find(([name = ""]) => SHELLS.has(baseName(name)));
  if (argv === undefined) return [];
  const option = argv.findIndex((word) => /^-\w*c$/.test(word));
  const text = option < 0 ? undefined : argv[option + 1];
  const options = argv
    .slice(1, option < 0 ? undefined : option)
    .filter((word) => /^(?:[-+][eouxl]+|pipefail)$/.test(word));
  if (text !== undefined) return [nested(text, line, options)];
  const document = node.redirects.find((redirect) => redirect.type === "HereDoc");
  return document === undefined ||
    argv.slice(1).some((word) => !options.includes(word) && word !== "-s" && word !== "-")
    ? []
    : [nested(document.body.text, line + 1, options)];
}

/** What the shell's own options turn on, its script does not have to. */
function nested(text: string, line: number, options: readonly string[]): Shell {
  const set = options.length === 0 ? "" : `set ${options.join(" ")}; `;
  return readShell(`${"\n".repeat(line - 1)}${set}${text}`);
}
