import { readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** A command of a script that failed, as bash saw it. */
export interface TrailLine {
  readonly code: number;
  /** Of the bash that ran it. */
  readonly pid: string;
  readonly line: string;
  /** Of a pipe that failed the command is the last one, whichever failed. */
  readonly isPipe: boolean;
  readonly script: string;
  readonly command: string;
}

/** What a machine has left in a command's folder, in the order in which it happened; empty where it has left nothing. */
export function readTrail(folder: string): readonly TrailLine[] {
  let text: string;
  try {
    text = readFileSync(join(folder, "trail"), "utf8");
  } catch {
    return [];
  }
  return text.split("\n").flatMap((row) => {
    const [code = "", pid = "", line = "", statuses = "", script = "", ...command] = row.split("\t");
    if (!/^\d+$/.test(code)) return [];
    const isPipe = statuses.includes(" ");
    return { code: Number(code), pid, line, isPipe, script: basename(script), command: command.join("\t").trim() };
  });
}

const OWN = "_script.sh";

/**
 * The commands by which a code came about, the innermost first: each is what ran the one before, as its words or what it
 * takes from variables allow.
 */
export function chainIn(trail: readonly TrailLine[], code: number): readonly TrailLine[] {
  const isOf = (one: TrailLine): boolean => one.code === code;
  const outermost = trail.findLast((one) => isOf(one) && one.script === OWN) ?? trail.findLast(isOf);
  if (outermost === undefined) return [];
  const chain = [outermost];
  let at = trail.lastIndexOf(outermost);
  while (at > 0) {
    const [outer] = chain;
    at = trail.findLastIndex((one, index) => index < at && isOf(one) && !chain.some(({ pid }) => pid === one.pid));
    const inner = trail[at];
    if (outer === undefined || inner === undefined) break;
    if (outer.command.includes(inner.script) || outer.command.includes("$")) chain.unshift(inner);
  }
  return chain;
}
