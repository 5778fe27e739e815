import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A way to run a command and keep its output. `{log}` stands for the log in what a shell is given before the command. */
export interface Rival {
  readonly name: string;
  readonly prefix: string;
}

const TEE = `#!/bin/bash
log=$1; shift 2
"$@" 2>&1 | tee "$log"
exit \${PIPESTATUS[0]}
`;
/** What the scripts of the pipelines did: everything through tee, and a trap that ships at the end. */
const TRAP = `#!/bin/bash
log=$1; shift 2
exec > >(tee "$log") 2>&1
trap 'code=$?; : ship "$log"; exit $code' EXIT
"$@"
`;
/** tee, which is the yardstick, the trap pattern, execa and ours. */
export function rivals(folder: string): readonly Rival[] {
  const script = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    chmodSync(path, 0o755);
    return path;
  };
  const execa = fileURLToPath(new URL("../testing/execa-rival-bin.ts", import.meta.url));
  const cli = fileURLToPath(new URL("../dist/bin.js", import.meta.url));
  return [
    { name: "tee", prefix: `${script("tee.sh", TEE)} {log} --` },
    { name: "trap", prefix: `${script("trap.sh", TRAP)} {log} --` },
    { name: "execa", prefix: `"${process.execPath}" "${execa}" {log} --` },
    { name: "log-capture", prefix: `"${process.execPath}" "${cli}" run --slug bench --log {log} --` },
  ];
}

/** The command line of a rival around a command, for a shell. */
export function around({ prefix }: Rival, log: string, command: string): string {
  return `${prefix.replaceAll("{log}", `"${log}"`)} ${command}`;
}
